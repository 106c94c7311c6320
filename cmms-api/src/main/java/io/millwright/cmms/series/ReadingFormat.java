package io.millwright.cmms.series;

import io.micronaut.http.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** How a file of readings is written, piece by piece. One object writes one file. */
interface ReadingFormat {
  /** The kinds of files, by the names that a caller gives them. */
  enum Kind {
    CSV,
    PARQUET;

    MediaType mediaType() {
      return this == CSV ? MediaType.TEXT_CSV_TYPE : MediaType.of("application/vnd.apache.parquet");
    }

    ReadingFormat of(List<SeriesReader.KnownPoint> points, boolean withAsset) {
      return this == CSV
          ? new CsvReadings(points, withAsset)
          : new ParquetReadings(points, withAsset);
    }
  }

  /** Writes what a file begins with. */
  void begin(ByteArrayOutputStream out);

  /**
   * Takes the next readings of a point, after those of the points before it. They may be kept back,
   * so many that memory stays bounded, to be written together with later ones.
   *
   * @param point its place in the list
   */
  void add(int point, ReadingPage page, ByteArrayOutputStream out) throws IOException;

  /** Writes what is still kept back, and what a file ends with. */
  void end(ByteArrayOutputStream out) throws IOException;
}
