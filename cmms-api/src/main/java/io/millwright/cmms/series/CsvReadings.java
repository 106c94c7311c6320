package io.millwright.cmms.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Readings as CSV by RFC 4180. Times are those of the event in UTC, to the microsecond. */
final class CsvReadings implements ReadingFormat {
  private final List<SeriesReader.KnownPoint> points;
  private final boolean withAsset;
  private final StringBuilder lines = new StringBuilder();

  CsvReadings(List<SeriesReader.KnownPoint> points, boolean withAsset) {
    this.points = points;
    this.withAsset = withAsset;
  }

  @Override
  public void begin(ByteArrayOutputStream out) {
    lines.append(withAsset ? "asset," : "").append("point,time,value,quality\r\n");
    write(out);
  }

  @Override
  public void add(int point, ReadingPage page, ByteArrayOutputStream out) {
    SeriesReader.KnownPoint known = points.get(point);
    String name = (withAsset ? field(known.asset()) + "," : "") + field(known.point()) + ",";
    for (int i = 0; i < page.size(); i++) {
      lines
          .append(name)
          .append(ReadingPage.instant(page.time(i)))
          .append(',')
          .append(page.value(i))
          .append(',')
          .append(page.quality(i))
          .append("\r\n");
    }
    write(out);
  }

  @Override
  public void end(ByteArrayOutputStream out) {
    // the last line has ended
  }

  private void write(ByteArrayOutputStream out) {
    out.writeBytes(lines.toString().getBytes(UTF_8));
    lines.setLength(0);
  }

  private static String field(String text) {
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
