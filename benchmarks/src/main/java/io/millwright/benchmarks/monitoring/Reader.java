package io.millwright.benchmarks.monitoring;

/** What reads the readings from Kafka. */
enum Reader {
  /** The condition monitoring as it ships. */
  TOPOLOGY,
  /** The limit: each record is read, decoded, encoded and written, and nothing else. */
  PASS_THROUGH
}
