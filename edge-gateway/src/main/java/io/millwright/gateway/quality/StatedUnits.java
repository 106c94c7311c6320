package io.millwright.gateway.quality;

import io.millwright.contracts.asset.AssetKey;
import org.jspecify.annotations.Nullable;

/** What becomes of the units that devices name. Can be shared by threads; does not block. */
public interface StatedUnits {
  /**
   * The UCUM unit that a device means.
   *
   * @param text UCUM, or one of the common ways to write a unit, such as {@code °C} or {@code rpm}
   * @return null = nobody knows
   */
  @Nullable String understood(String text);

  /**
   * Why readings of a point cannot be kept that come in a unit.
   *
   * @param unit in UCUM
   * @return null = they can
   */
  @Nullable String problem(AssetKey asset, String point, String unit);
}
