package io.millwright.cmms.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/**
 * Readings of some points as CSV, made a page at a time, as fast as somebody reads. Times are those
 * of the event in UTC, to the microsecond.
 */
final class CsvReadings extends InputStream {
  /** The next readings of a point. */
  interface Pages {
    /** Those behind that time, oldest first; none = there are no more. */
    List<SeriesRepository.Reading> after(String point, Instant time);
  }

  private final List<String> points;
  private final Instant beforeFirst;
  private final Pages pages;

  private byte[] page = "point,time,value,quality\r\n".getBytes(UTF_8);
  private int position;
  private int place;
  private Instant reached;

  /**
   * @param from of the first readings, inclusive
   */
  CsvReadings(List<String> points, Instant from, Pages pages) {
    this.points = List.copyOf(points);
    this.beforeFirst = from.minusNanos(1_000);
    this.pages = pages;
    this.reached = beforeFirst;
  }

  @Override
  public int read() {
    return fill() ? page[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int taken = Math.min(length, page.length - position);
    System.arraycopy(page, position, target, offset, taken);
    position += taken;
    return taken;
  }

  /** False = the end. */
  private boolean fill() {
    while (position == page.length) {
      if (place == points.size()) {
        return false;
      }
      String point = points.get(place);
      List<SeriesRepository.Reading> readings = pages.after(point, reached);
      if (readings.isEmpty()) {
        place++;
        reached = beforeFirst;
        continue;
      }
      reached = readings.get(readings.size() - 1).time();
      page = lines(point, readings);
      position = 0;
    }
    return true;
  }

  private static byte[] lines(String point, List<SeriesRepository.Reading> readings) {
    String name = field(point) + ",";
    StringBuilder lines = new StringBuilder(readings.size() * (name.length() + 50));
    for (SeriesRepository.Reading reading : readings) {
      lines
          .append(name)
          .append(reading.time())
          .append(',')
          .append(reading.value())
          .append(',')
          .append(reading.quality())
          .append("\r\n");
    }
    return lines.toString().getBytes(UTF_8);
  }

  /** RFC 4180. */
  private static String field(String text) {
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
