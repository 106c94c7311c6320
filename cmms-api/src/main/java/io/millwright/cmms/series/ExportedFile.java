package io.millwright.cmms.series;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A file of readings that is made while it is read, a page of them at a time: between two pages
 * nothing is held but memory, so that who reads slowly or not at all is in nobody's way.
 */
final class ExportedFile extends InputStream {
  /** Readings of one look into the database. */
  static final int PAGE = 10_000;

  /** Where readings come from: see {@link ReadingPages#next}. */
  interface Source {
    long next(SeriesReader.KnownPoint point, long after, long end, ReadingPage page);
  }

  private final List<SeriesReader.KnownPoint> points;
  private final ReadingFormat format;
  private final Source source;
  private final ExportPlaces.Place place;

  /** Microseconds since 1970; the range is behind the one and ends with the other. */
  private final long after;

  private final long end;
  private final ReadingPage page = new ReadingPage(PAGE);
  private final ByteArrayOutputStream made = new ByteArrayOutputStream();

  private byte[] bytes = {};
  private int position;
  private int point;

  /** How far the readings of the point have been read. */
  private long reached;

  private boolean ended;
  private long rowsMade;

  ExportedFile(
      List<SeriesReader.KnownPoint> points,
      TimeRange range,
      ReadingFormat format,
      Source source,
      ExportPlaces.Place place) {
    this.points = points;
    this.format = format;
    this.source = source;
    this.place = place;
    this.after = ReadingPage.micros(range.from()) - 1;
    this.end = ReadingPage.micros(range.to());
    this.reached = after;
    format.begin(made);
  }

  /**
   * About how many bytes there will be, going by the first of them.
   *
   * @param rows about how many readings there will be
   */
  long estimatedBytes(long rows) throws IOException {
    while (!ended && (rowsMade == 0 || made.size() < 1_000)) {
      make();
    }
    int madeNow = made.size();
    return ended ? madeNow : Math.max(madeNow, Math.round((double) madeNow / rowsMade * rows));
  }

  @Override
  public int read() throws IOException {
    return fill() ? bytes[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int taken = Math.min(length, bytes.length - position);
    System.arraycopy(bytes, position, target, offset, taken);
    position += taken;
    return taken;
  }

  @Override
  public void close() {
    place.close();
  }

  /** False = the end. */
  private boolean fill() throws IOException {
    while (position == bytes.length) {
      while (made.size() == 0) {
        if (ended) {
          place.close();
          return false;
        }
        make();
      }
      bytes = made.toByteArray();
      made.reset();
      position = 0;
    }
    return true;
  }

  private void make() throws IOException {
    if (!place.use()) {
      throw new IOException(
          "the export was given up: nobody read it, and another needed its place");
    }
    if (point == points.size()) {
      format.end(made);
      ended = true;
      return;
    }
    reached = source.next(points.get(point), reached, end, page);
    if (page.size() > 0) {
      format.add(point, page, made);
      rowsMade += page.size();
    }
    if (reached >= end) {
      point++;
      reached = after;
    }
  }
}
