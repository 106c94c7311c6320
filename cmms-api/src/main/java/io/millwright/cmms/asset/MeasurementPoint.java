package io.millwright.cmms.asset;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * A measurement point of an asset.
 *
 * @param unit UCUM, of stored readings; null = not known
 * @param low least physically possible value, in the unit; null = no bound
 * @param high largest physically possible value, in the unit; null = no bound
 * @param sourceUnit UCUM, of what devices send where the message does not say; null = the unit
 * @param lowPriority whether a gateway that runs out of room may drop its readings first
 * @param origin who brought it; null = nobody, but there are readings of it
 * @param planned whether the monitoring plan in force describes it, and so decides about unit,
 *     description and range
 */
@Serdeable
public record MeasurementPoint(
    String name,
    @Nullable String unit,
    @Nullable String description,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable String sourceUnit,
    boolean lowPriority,
    @Nullable Origin origin,
    boolean planned) {

  /** Who brought a point. */
  public enum Origin {
    /** A monitoring plan; the point goes when the plan does. */
    PLAN,
    PERSON,
    /** A device that registers what it sends. */
    AUTO
  }

  /** One of which nothing but readings is known. */
  static MeasurementPoint unregistered(String name) {
    return new MeasurementPoint(name, null, null, null, null, null, false, null, false);
  }
}
