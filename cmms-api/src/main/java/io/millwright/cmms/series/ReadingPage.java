package io.millwright.cmms.series;

import io.millwright.contracts.measurement.Quality;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * Some readings of one point in the order of time, in arrays: an export has too many of them to
 * make an object of each.
 */
final class ReadingPage {
  /** What a quality may be, by the codes that this keeps. */
  static final Quality[] QUALITIES = Quality.values();

  private static final int COMMON = 16;

  private long[] micros;
  private double[] values;
  private byte[] qualities;
  private int size;

  ReadingPage(int capacity) {
    this.micros = new long[capacity];
    this.values = new double[capacity];
    this.qualities = new byte[capacity];
  }

  /** Microseconds since 1970; of any time that the database holds, other than ChronoUnit's. */
  static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  /** The time that is so many microseconds after 1970 began. */
  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  void clear() {
    size = 0;
  }

  /**
   * Appends one; the page grows when it is full.
   *
   * @param time microseconds since 1970
   */
  void add(long time, double value, Quality quality) {
    if (size == micros.length) {
      int capacity = Math.max(COMMON, 2 * size);
      micros = Arrays.copyOf(micros, capacity);
      values = Arrays.copyOf(values, capacity);
      qualities = Arrays.copyOf(qualities, capacity);
    }
    micros[size] = time;
    values[size] = value;
    qualities[size] = (byte) quality.ordinal();
    size++;
  }

  int size() {
    return size;
  }

  int capacity() {
    return micros.length;
  }

  boolean isFull() {
    return size == micros.length;
  }

  /** Microseconds since 1970. */
  long time(int index) {
    return micros[index];
  }

  double value(int index) {
    return values[index];
  }

  Quality quality(int index) {
    return QUALITIES[qualities[index]];
  }
}
