package io.millwright.cmms.series;

import java.time.Instant;
import java.util.List;

/**
 * The readings of one column of a chart. Where some are usable, values are of those alone.
 *
 * @param begin of the column
 * @param first earliest of its readings; in rollups the begin of their minute, hour or day
 * @param until latest of its readings; in rollups the end of their minute, hour or day
 * @param quality the worst, as stored
 * @param readings how many there are, 1 or more
 * @param usable how many of them may be used: good or uncertain
 * @param good how many of them are good
 * @param dots what a line is drawn through: readings in the order of time; empty = not asked for
 */
record Column(
    Instant begin,
    Instant first,
    Instant until,
    double mean,
    double low,
    double high,
    int quality,
    long readings,
    long usable,
    long good,
    List<Dot> dots) {

  Gaps.Stretch stretch() {
    return new Gaps.Stretch(first, until, readings);
  }

  /** The same with another line through it. */
  Column through(List<Dot> others) {
    return new Column(
        begin, first, until, mean, low, high, quality, readings, usable, good, others);
  }

  /** A reading in a line. */
  record Dot(Instant time, double value) {
    /** The same at another time. */
    Dot at(Instant other) {
      return new Dot(other, value);
    }
  }
}
