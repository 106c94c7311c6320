package io.millwright.simulators.replay;

import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Holds the replay back until the chain behind the gateway has caught up. Asked for each row, in
 * order, every few milliseconds until it opens; from one thread.
 */
@FunctionalInterface
public interface ReplayGate {
  boolean isOpenFor(NextRow next);

  /**
   * The row that would be sent next.
   *
   * @param row from 0
   * @param readingsSentInThisRun before this row, of all assets, since the replay was started or
   *     resumed
   */
  record NextRow(String asset, int row, long timeMicros, long readingsSentInThisRun) {}

  static ReplayGate alwaysOpen() {
    return next -> true;
  }

  /**
   * Each asset at most {@code rows} ahead of what was scored of it.
   *
   * @param rowsScored by asset, counted from the first row of its history over all runs
   */
  static ReplayGate rowsAhead(int rows, ToLongFunction<String> rowsScored) {
    return next -> next.row() < rowsScored.applyAsLong(next.asset()) + rows;
  }

  /**
   * All assets together at most {@code readings} ahead of what was scored since this gate was made.
   * After a resume a few rows travel twice and are scored once, so leave room for the messages that
   * the devices may keep unanswered ({@link ReplayConfig#window()} times connections, times the
   * readings of a message).
   */
  static ReplayGate readingsAhead(long readings, LongSupplier readingsScored) {
    long before = readingsScored.getAsLong();
    return next -> next.readingsSentInThisRun() - (readingsScored.getAsLong() - before) < readings;
  }
}
