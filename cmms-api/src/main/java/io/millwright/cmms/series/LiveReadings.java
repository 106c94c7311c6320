package io.millwright.cmms.series;

import io.micronaut.serde.annotation.Serdeable;

/**
 * Readings of a point that are new or were corrected, in the order of time.
 *
 * @param skipped there were more than are told, so what is shown has to be asked for anew
 * @param at milliseconds since 1970
 * @param quality codes, as in a series
 */
@Serdeable
@SuppressWarnings("ArrayRecordComponent") // never compared
record LiveReadings(
    String asset, String point, boolean skipped, long[] at, double[] value, int[] quality) {

  static LiveReadings of(SeriesReader.KnownPoint point, ReadingPage page) {
    long[] at = new long[page.size()];
    double[] value = new double[page.size()];
    int[] quality = new int[page.size()];
    for (int i = 0; i < page.size(); i++) {
      at[i] = Math.floorDiv(page.time(i), 1_000);
      value[i] = page.value(i);
      quality[i] = page.quality(i).code();
    }
    return new LiveReadings(point.asset(), point.point(), false, at, value, quality);
  }

  static LiveReadings skipped(SeriesReader.KnownPoint point) {
    return new LiveReadings(
        point.asset(), point.point(), true, new long[0], new double[0], new int[0]);
  }
}
