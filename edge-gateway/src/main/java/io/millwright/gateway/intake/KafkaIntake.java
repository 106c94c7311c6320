package io.millwright.gateway.intake;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.publish.KafkaWriter;
import io.millwright.gateway.publish.ReadingPublisher;
import io.millwright.gateway.publish.RejectedPublisher;
import io.millwright.gateway.reading.DecodeResult;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Protocol;
import io.millwright.gateway.reading.ReadingDecoder;
import io.millwright.gateway.reading.Rejection;

/** The intake of a running gateway. */
public final class KafkaIntake implements Intake {
  private final ReadingDecoder decoder;
  private final KafkaWriter writer;
  private final ReadingPublisher readings;
  private final RejectedPublisher rejected;
  private final IntakeMetrics metrics;

  public KafkaIntake(ReadingDecoder decoder, KafkaWriter writer, IntakeMetrics metrics) {
    this.decoder = decoder;
    this.writer = writer;
    this.readings = new ReadingPublisher(writer);
    this.rejected = new RejectedPublisher(writer);
    this.metrics = metrics;
  }

  @Override
  public void take(DeviceMessage message, Receipt receipt) {
    metrics.received(message.protocol());
    DecodeResult result = decoder.decode(message);
    if (result instanceof DecodeResult.Rejected unusable) {
      keepRejected(message, unusable.rejection(), receipt);
    } else if (result instanceof DecodeResult.Decoded decoded) {
      publish(message, decoded.measurements(), receipt);
    }
  }

  @Override
  public void reject(DeviceMessage message, Rejection rejection, Receipt receipt) {
    metrics.received(message.protocol());
    keepRejected(message, rejection, receipt);
  }

  @Override
  public InFlightBudget budget() {
    return writer.budget();
  }

  private void publish(DeviceMessage message, Measurements measurements, Receipt receipt) {
    Protocol protocol = message.protocol();
    int size = measurements.size();
    boolean fits =
        readings.publish(
            measurements,
            failure -> {
              if (failure == null) {
                metrics.acknowledged(protocol, size);
                receipt.accepted();
              } else {
                metrics.failed(protocol);
                receipt.failed(failure);
              }
            });
    if (fits) {
      metrics.readings(protocol, size);
    } else {
      keepRejected(
          message,
          new Rejection(
              Rejection.Kind.SIZE,
              "the readings need more than "
                  + KafkaWriter.MAX_RECORD_BYTES
                  + " bytes: send several messages"),
          receipt);
    }
  }

  private void keepRejected(DeviceMessage message, Rejection rejection, Receipt receipt) {
    rejected.publish(
        message,
        rejection,
        failure -> {
          if (failure == null) {
            metrics.rejected(message.protocol(), rejection.kind());
            receipt.rejected(rejection);
          } else {
            metrics.failed(message.protocol());
            receipt.failed(failure);
          }
        });
  }
}
