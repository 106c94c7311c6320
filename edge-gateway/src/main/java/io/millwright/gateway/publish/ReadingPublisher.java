package io.millwright.gateway.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.contracts.topic.Topics;

/** Readings to {@code telemetry.measurements.v1}, keyed {@code tenant/asset}. */
public final class ReadingPublisher {
  private final KafkaWriter writer;

  public ReadingPublisher(KafkaWriter writer) {
    this.writer = writer;
  }

  /**
   * Writes a message's readings as one record.
   *
   * @return false, and nothing is written, if the record would be larger than {@link
   *     KafkaWriter#MAX_RECORD_BYTES}
   */
  public boolean publish(Measurements measurements, Completion completion) {
    byte[] value = MeasurementsSerde.encode(measurements);
    if (value.length > KafkaWriter.MAX_RECORD_BYTES) {
      return false;
    }
    writer.write(
        Topics.MEASUREMENTS.name(),
        measurements.asset().toString().getBytes(UTF_8),
        value,
        completion);
    return true;
  }
}
