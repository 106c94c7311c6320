package io.millwright.gateway.quality;

import io.millwright.gateway.registry.RegisteredAsset;
import io.millwright.gateway.registry.RegisteredPoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the points of an asset ask of a reading. */
final class AssetRules {
  private final Map<String, PointRule> points = new HashMap<>();

  /** Messages of a device share one dictionary as long as their points are the same. */
  private volatile BatchRules latest = new BatchRules(List.of(), new PointRule[0]);

  AssetRules(RegisteredAsset asset, UcumUnits units) {
    asset.points().forEach((name, point) -> points.put(name, new PointRule(point, units)));
  }

  @Nullable PointRule point(String name) {
    return points.get(name);
  }

  /**
   * The rules of the points of a batch.
   *
   * @param dictionary of the batch
   */
  @SuppressWarnings("ReferenceEquality") // finding them anew only costs time
  BatchRules points(List<String> dictionary) {
    BatchRules known = latest;
    if (known.dictionary() != dictionary) {
      @Nullable PointRule[] rules = new PointRule[dictionary.size()];
      for (int i = 0; i < rules.length; i++) {
        rules[i] = points.get(dictionary.get(i));
      }
      known = new BatchRules(dictionary, rules);
      latest = known;
    }
    return known;
  }

  /** One point. */
  static final class PointRule {
    private final RegisteredPoint point;
    private final UcumUnits.@Nullable Target target;
    private final Conversion unstated;

    private PointRule(RegisteredPoint point, UcumUnits units) {
      this.point = point;
      this.target = point.unit().isEmpty() ? null : units.to(point.unit());
      this.unstated =
          target == null || point.sourceUnit().isEmpty()
              ? Conversion.NONE_NEEDED
              : target.from(point.sourceUnit());
    }

    /**
     * How values become those of the canonical unit.
     *
     * @param stated unit that the message states; null = none
     */
    Conversion conversion(@Nullable String stated) {
      return stated == null || target == null ? unstated : target.from(stated);
    }

    boolean possible(double value) {
      return value >= low() && value <= high();
    }

    /** The least possible value; -infinity = none. */
    double low() {
      return point.low();
    }

    /** The highest possible value; infinity = none. */
    double high() {
      return point.high();
    }

    String canonicalUnit() {
      return point.unit();
    }
  }
}
