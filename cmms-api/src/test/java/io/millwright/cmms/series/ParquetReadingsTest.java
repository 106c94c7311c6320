package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.measurement.Quality;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.SchemaElement;
import org.junit.jupiter.api.Test;

class ParquetReadingsTest {
  private static final List<SeriesReader.KnownPoint> POINTS =
      List.of(
          new SeriesReader.KnownPoint("P-101", "velocity", false, "mm/s", true),
          new SeriesReader.KnownPoint("P-101", "Öl, \"Druck\"", false, null, true),
          new SeriesReader.KnownPoint("P-102", "velocity", false, "mm/s", true));

  private final List<ParquetRows.Row> expected = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void keepsEveryReadingWhateverItsTimeValueAndQuality() throws IOException {
    Random random = new Random(20);
    ReadingFormat format = new ParquetReadings(POINTS, true);
    format.begin(out);
    long time = 0;
    for (int page = 0; page < 12; page++) {
      List<ParquetRows.Row> rows = new ArrayList<>();
      int point = page / 5;
      for (int i = 0; i < 9_001; i++) {
        // regular, jittering, far apart, backwards between points
        time +=
            switch (page % 4) {
              case 0 -> 1_000_000;
              case 1 -> 1 + random.nextInt(1_000);
              case 2 -> 1 + random.nextLong(1L << 40);
              default -> random.nextInt(50) == 0 ? 1L << 44 : 7;
            };
        rows.add(
            row(
                point,
                page % 5 == 0 && i == 0 ? time = 0 : time,
                Double.longBitsToDouble(random.nextLong()),
                Quality.values()[page % 3 == 0 ? random.nextInt(4) : 0]));
      }
      add(format, point, rows);
    }
    format.end(out);

    ParquetRows read = ParquetRows.of(out.toByteArray());

    assertThat(read.rowGroups()).isEqualTo(2);
    assertThat(read.rows()).isEqualTo(expected);
    assertThat(read.metadata())
        .isEqualTo(Map.of("unit:P-101/velocity", "mm/s", "unit:P-102/velocity", "mm/s"));
  }

  @Test
  void keepsTimesAtBothEndsOfWhatTheDatabaseCanHold() throws IOException {
    ReadingFormat format = new ParquetReadings(POINTS, true);
    format.begin(out);
    add(
        format,
        0,
        List.of(
            row(0, 0, Double.NaN, Quality.BAD),
            row(0, 253_402_300_799_999_999L, Double.NEGATIVE_INFINITY, Quality.STALE)));
    add(format, 1, List.of(row(1, 0, -0.0, Quality.UNCERTAIN)));
    format.end(out);

    assertThat(ParquetRows.of(out.toByteArray()).rows()).isEqualTo(expected);
  }

  @Test
  void saysWhatItsColumnsAre() throws IOException {
    ReadingFormat format = new ParquetReadings(POINTS.subList(0, 2), false);
    format.begin(out);
    format.end(out);

    ParquetRows read = ParquetRows.of(out.toByteArray());

    assertThat(read.rows()).isEmpty();
    List<SchemaElement> schema = read.footer().getSchema();
    assertThat(schema)
        .extracting(SchemaElement::getName)
        .containsExactly("readings", "point", "time", "value", "quality");
    SchemaElement time = schema.get(2);
    assertThat(time.getConverted_type()).isEqualTo(ConvertedType.TIMESTAMP_MICROS);
    assertThat(time.getLogicalType().getTIMESTAMP().isIsAdjustedToUTC()).isTrue();
    assertThat(time.getLogicalType().getTIMESTAMP().getUnit().isSetMICROS()).isTrue();
    assertThat(schema.get(1).getLogicalType().isSetSTRING()).isTrue();
    assertThat(read.metadata()).isEqualTo(Map.of("asset", "P-101", "unit:velocity", "mm/s"));
  }

  @Test
  void takesLittleMoreThanTheValuesOfARegularPoint() throws IOException {
    Random random = new Random(3);
    ReadingFormat format = new ParquetReadings(POINTS.subList(0, 1), false);
    format.begin(out);
    for (int page = 0; page < 20; page++) {
      List<ParquetRows.Row> rows = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        rows.add(row(0, page * 10_000_000L + i * 1_000L, random.nextDouble(), Quality.GOOD));
      }
      add(format, 0, rows);
    }
    format.end(out);

    assertThat(out.size() / 200_000.0).isBetween(7.0, 8.2);
  }

  private static ParquetRows.Row row(int point, long time, double value, Quality quality) {
    SeriesReader.KnownPoint known = POINTS.get(point);
    return new ParquetRows.Row(known.asset(), known.point(), time, value, quality.name());
  }

  private void add(ReadingFormat format, int point, List<ParquetRows.Row> rows) throws IOException {
    ReadingPage page = new ReadingPage(rows.size());
    rows.forEach(row -> page.add(row.micros(), row.value(), Quality.valueOf(row.quality())));
    expected.addAll(rows);
    format.add(point, page, out);
  }
}
