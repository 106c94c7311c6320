package io.millwright.benchmarks.gateway;

import io.millwright.benchmarks.load.Latency;
import io.millwright.benchmarks.process.Usage;
import org.jspecify.annotations.Nullable;

/**
 * One measurement of one row.
 *
 * @param problem why the figures mean nothing; null = they do
 * @param steady whether the rate was steady before measuring began
 * @param messages acknowledged in the measured time
 * @param seconds the measured time
 * @param used by the process of the system in the measured time
 * @param brokerCpuNanos used by the MQTT broker meanwhile; 0 without one
 * @param latency until the PUBACK, or until Kafka's answer for the bare producer; nothing through a
 *     broker, whose PUBACK says nothing about Kafka
 * @param heapBytes used after a full collection, with all connections open
 * @param sent warm-up included, as the load counted them
 * @param readingsInKafka warm-up included, as found in Kafka
 * @param loadAverage of the machine before the row
 * @param otherCores how many cores other programs used meanwhile; NaN = not known
 */
record RowResult(
    Row row,
    @Nullable String problem,
    boolean steady,
    long messages,
    double seconds,
    Usage used,
    long brokerCpuNanos,
    Latency latency,
    long heapBytes,
    long sent,
    long readingsInKafka,
    double loadAverage,
    double otherCores) {

  static RowResult failed(Row row, String problem, double loadAverage) {
    return new RowResult(
        row,
        problem,
        false,
        0,
        Double.NaN,
        new Usage(0, 0, 0),
        0,
        Latency.NONE,
        0,
        0,
        0,
        loadAverage,
        Double.NaN);
  }

  boolean worked() {
    return problem == null;
  }

  double messagesPerSecond() {
    return messages / seconds;
  }

  double cpuSecondsPerMillionMessages() {
    return used.cpuNanos() / 1e9 / (messages / 1e6);
  }

  /** The same as megabytes per million messages. */
  double bytesPerMessage() {
    return used.allocatedBytes() / (double) messages;
  }

  double brokerCpuSecondsPerMillionMessages() {
    return brokerCpuNanos / 1e9 / (messages / 1e6);
  }
}
