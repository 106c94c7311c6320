package io.millwright.cmms.series;

/**
 * Something computed from the usable readings of a point in the order of time, from one after the
 * other or, where an hour needs no closer look, from what is known of it as a whole. No state but
 * that of the calculation, so the number of readings does not matter.
 */
interface Fold {
  /**
   * Takes a reading.
   *
   * @param micros microseconds since 1970, later than any before
   */
  void reading(long micros, double value);

  /** Takes an hour as a whole. False = nothing was taken, its readings are needed. */
  boolean hour(Hour hour);

  /** How much of the time is covered. */
  Coverage coverage();

  /**
   * What is known of an hour whose readings are nearly all there.
   *
   * @param begin microseconds since 1970
   * @param last the last reading
   */
  record Hour(long begin, double low, double high, double mean, double last) {
    static final long MICROS = 3_600_000_000L;
  }
}
