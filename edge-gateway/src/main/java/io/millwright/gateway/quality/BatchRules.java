package io.millwright.gateway.quality;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.gateway.quality.AssetRules.PointRule;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the points of a batch, in its order. Those for messages that state no unit, which
 * are nearly all, are held as columns too: going through these takes a fraction of the time.
 */
final class BatchRules {
  private final List<String> dictionary;
  private final @Nullable PointRule[] rules;
  private final double[] scale;
  private final double[] offset;
  private final double[] low;
  private final double[] high;
  private final boolean convertible;
  private final boolean changing;

  /**
   * Rules of points.
   *
   * @param rules one for each point of the dictionary; null = none. Not copied
   */
  BatchRules(List<String> dictionary, @Nullable PointRule[] rules) {
    this.dictionary = dictionary;
    this.rules = rules;
    this.scale = new double[rules.length];
    this.offset = new double[rules.length];
    this.low = new double[rules.length];
    this.high = new double[rules.length];
    // Finite bounds, so that a value that is not finite is never possible.
    Arrays.fill(scale, 1);
    Arrays.fill(low, -Double.MAX_VALUE);
    Arrays.fill(high, Double.MAX_VALUE);
    boolean all = true;
    boolean some = false;
    for (int i = 0; i < rules.length; i++) {
      PointRule rule = rules[i];
      if (rule != null) {
        Conversion conversion = rule.conversion(null);
        all &= conversion.problem() == null;
        some |= conversion.changes();
        scale[i] = conversion.scale();
        offset[i] = conversion.offset();
        low[i] = Math.max(low[i], rule.low());
        high[i] = Math.min(high[i], rule.high());
      }
    }
    this.convertible = all;
    this.changing = some;
  }

  List<String> dictionary() {
    return dictionary;
  }

  /** The rule of a point by its place in the dictionary; null = none. */
  @Nullable PointRule rule(int index) {
    return rules[index];
  }

  /**
   * The batch in canonical units.
   *
   * @param batch one of this dictionary that states no unit
   * @return null = a value has no conversion or is outside of its range
   */
  @Nullable Measurements usual(Measurements batch) {
    if (!convertible) {
      return null;
    }
    double[] values = changing ? new double[batch.size()] : null;
    boolean possible = true;
    for (int i = 0; i < batch.size(); i++) {
      int index = batch.pointIndex(i);
      double value = batch.value(i) * scale[index] + offset[index];
      possible &= value >= low[index] && value <= high[index];
      if (values != null) {
        values[i] = value;
      }
    }
    if (!possible) {
      return null;
    }
    return values == null ? batch : batch.withValues(values);
  }
}
