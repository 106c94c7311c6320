package io.millwright.cmms.series;

/** How far the readings of a point have been read. */
final class ReadingCursor {
  private final SeriesReader.KnownPoint point;
  private final long end;
  private long reached;

  /**
   * @param after microseconds since 1970, exclusive
   * @param end inclusive
   */
  ReadingCursor(SeriesReader.KnownPoint point, long after, long end) {
    this.point = point;
    this.reached = after;
    this.end = end;
  }

  SeriesReader.KnownPoint point() {
    return point;
  }

  /** Behind this time is what has not been read. */
  long reached() {
    return reached;
  }

  long end() {
    return end;
  }

  boolean isAtEnd() {
    return reached >= end;
  }

  /** Goes on behind the page; one that is not full is the last. */
  void advance(ReadingPage page) {
    reached = page.isFull() ? page.time(page.size() - 1) : end;
  }
}
