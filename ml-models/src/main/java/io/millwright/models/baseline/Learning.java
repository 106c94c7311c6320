package io.millwright.models.baseline;

/**
 * How it is learned what is normal for an asset.
 *
 * @param scans so many values of each bin of steady operation make its baseline
 * @param logarithm whether logarithms are compared: of values that are never negative and vary in
 *     proportion, such as an RMS
 * @param adaptScans after so many scans without a deviation about two thirds of the baseline are
 *     new; 0 = it stays
 * @param floor smallest deviation that is believed, in the unit of the value (of the logarithm, if
 *     those are compared); 0 = a thousandth of the mean
 */
public record Learning(int scans, boolean logarithm, int adaptScans, double floor) {
  /** A mean and a deviation of fewer would be too uncertain. */
  public static final int FEWEST_SCANS = 10;

  /** A median alone is told by fewer. */
  public static final int FEWEST_FOR_MEDIAN = 3;

  /** Not so fast that a slow degradation within days would be taken for normal. */
  public static final int FEWEST_ADAPT_SCANS = 1_000;

  private static final double RELATIVE_FLOOR = 1e-3;
  private static final double ABSOLUTE_FLOOR = 1e-9;

  public Learning {
    if (scans < FEWEST_FOR_MEDIAN
        || adaptScans != 0 && adaptScans < FEWEST_ADAPT_SCANS
        || floor < 0) {
      throw new IllegalArgumentException(
          "learning from " + scans + " scans, adapting in " + adaptScans + ", floor " + floor);
    }
  }

  public static Learning from(int scans) {
    return new Learning(scans, false, 0, 0);
  }

  /** NaN = there is no logarithm. */
  public double scaled(double value) {
    if (!logarithm) {
      return value;
    }
    return value > 0 ? Math.log(value) : Double.NaN;
  }

  public double floor(double mean) {
    return Math.max(ABSOLUTE_FLOOR, floor > 0 ? floor : RELATIVE_FLOOR * Math.abs(mean));
  }
}
