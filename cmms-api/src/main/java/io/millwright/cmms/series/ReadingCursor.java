package io.millwright.cmms.series;

/**
 * How far the readings of a point have been read, and how much time to look through next. The
 * database would sort all that is left for each page; so it is asked for a stretch of time that has
 * about a page of readings, as far as the one before tells.
 */
final class ReadingCursor {
  private static final long FIRST_WIDTH = 10_000_000;
  private static final double MOST_GROWTH = 4;
  private static final long LONGEST = 1L << 60;

  private final SeriesReader.KnownPoint point;
  private final long end;
  private long reached;
  private long width = FIRST_WIDTH;

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

  /** The end of the stretch to look through. */
  long until() {
    return width > end - reached ? end : reached + width;
  }

  boolean isAtEnd() {
    return reached >= end;
  }

  /** Goes on behind what the page holds of the stretch. */
  void advance(ReadingPage page) {
    if (page.isFull()) {
      long last = page.time(page.size() - 1);
      width = Math.max(1, last - reached);
      reached = last;
    } else {
      reached = until();
      double wanted = 0.9 * page.capacity() / Math.max(1, page.size());
      width = Math.max(1, (long) Math.min(width * Math.min(MOST_GROWTH, wanted), LONGEST));
    }
  }
}
