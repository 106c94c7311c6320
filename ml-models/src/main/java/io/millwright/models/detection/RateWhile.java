package io.millwright.models.detection;

/**
 * A rate of change that counts only while the level is worth it: the first descriptor, or 0 while
 * the second is at {@code level} or below.
 */
public record RateWhile(double level) implements Method {
  @Override
  public Indicator begin(int bins, long seed) {
    return (row, bin, timeMicros, mayLearn, open) -> row[1] > level ? row[0] : 0;
  }

  @Override
  public String meaning() {
    return "rate of change per scan";
  }

  @Override
  public boolean hasUnitOfPoint() {
    return true;
  }
}
