package io.millwright.cmms.series;

/** The time that readings speak of: from each to the next, unless that is too long. */
final class Coverage {
  private final long longest;
  private boolean begun;
  private long reached;
  private long covered;

  /**
   * @param longest microseconds; what is longer is a gap
   */
  Coverage(long longest) {
    this.longest = longest;
  }

  /** Microseconds since the reading before; -1 if there is none, or a gap. */
  long to(long micros) {
    boolean first = !begun;
    long step = micros - reached;
    begun = true;
    reached = micros;
    if (first || step > longest) {
      return -1;
    }
    covered += step;
    return step;
  }

  /** Goes on to the end of an hour that is covered as a whole. */
  void hour() {
    reached += Fold.Hour.MICROS;
    covered += Fold.Hour.MICROS;
  }

  /** Microseconds. */
  long covered() {
    return covered;
  }
}
