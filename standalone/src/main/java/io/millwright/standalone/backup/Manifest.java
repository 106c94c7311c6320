package io.millwright.standalone.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What a backup holds. It is the last entry of the file: without it the file is not whole.
 *
 * @param format of the file, {@link #FORMAT}
 * @param taken when, as ISO 8601
 * @param storage how the series were stored: postgresql, timescaledb or timescaledb-apache
 * @param schemas each schema with the version of its last script
 * @param months first moments of the months that the series' tables are divided into
 * @param topics what was taken of each topic
 * @param positions how far each group of consumers had read, of the partitions of those topics
 * @param secrets files of the data folder; none for an installation of single services
 */
record Manifest(
    int format,
    String taken,
    String storage,
    Map<String, String> schemas,
    List<String> months,
    List<Table> tables,
    List<Sequence> sequences,
    List<TopicPart> topics,
    List<Position> positions,
    List<Entry> secrets) {
  static final int FORMAT = 1;
  static final String ENTRY = "manifest.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** A file within the file. */
  record Entry(String name, String sha256) {}

  /** Rows of a table in PostgreSQL's binary COPY format. */
  record Table(String schema, String name, List<String> columns, long rows, Entry entry) {
    String qualified() {
      return Sql.name(schema) + "." + Sql.name(name);
    }

    String columnList() {
      return String.join(", ", columns.stream().map(Sql::name).toList());
    }
  }

  /** Where a sequence of identifiers stands. */
  record Sequence(String schema, String name, long last) {}

  /**
   * Records of a topic.
   *
   * @param partitions must stay as many, because keys are spread over them
   * @param settings of the topic that differ from the broker's own
   */
  record TopicPart(
      String name, int partitions, Map<String, String> settings, long records, Entry entry) {}

  /**
   * A group reads a partition on from an offset.
   *
   * @param metadata what it keeps beside the offset
   */
  record Position(String group, String topic, int partition, long offset, String metadata) {}

  byte[] toJson() throws IOException {
    return JSON.writeValueAsBytes(this);
  }

  static Manifest ofJson(byte[] json) throws IOException {
    return JSON.readValue(json, Manifest.class);
  }

  List<Entry> entries() {
    return java.util.stream.Stream.of(
            tables.stream().map(Table::entry),
            topics.stream().map(TopicPart::entry),
            secrets.stream())
        .flatMap(stream -> stream)
        .toList();
  }
}
