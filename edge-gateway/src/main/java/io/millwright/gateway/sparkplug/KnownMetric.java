package io.millwright.gateway.sparkplug;

import org.jspecify.annotations.Nullable;

/** A metric that a birth has named, and its last value. Guarded by its edge node's lock. */
final class KnownMetric {
  private final String name;
  private final int type;
  private final @Nullable Long alias;
  private final @Nullable String point;
  private final @Nullable String unitText;
  private final @Nullable String unit;

  /** NaN = none yet. */
  private double lastValue = Double.NaN;

  /**
   * @param alias null = data name it
   * @param point null = it is no reading: a command, or not a number
   * @param unitText as the birth says it; null = it does not
   * @param unit that text in UCUM; null = nobody knows what it means
   */
  KnownMetric(
      String name,
      int type,
      @Nullable Long alias,
      @Nullable String point,
      @Nullable String unitText,
      @Nullable String unit) {
    this.name = name;
    this.type = type;
    this.alias = alias;
    this.point = point;
    this.unitText = unitText;
    this.unit = unit;
  }

  String name() {
    return name;
  }

  int type() {
    return type;
  }

  @Nullable Long alias() {
    return alias;
  }

  @Nullable String point() {
    return point;
  }

  @Nullable String unitText() {
    return unitText;
  }

  @Nullable String unit() {
    return unit;
  }

  boolean hasLastValue() {
    return !Double.isNaN(lastValue);
  }

  double lastValue() {
    return lastValue;
  }

  void lastValue(double value) {
    lastValue = value;
  }
}
