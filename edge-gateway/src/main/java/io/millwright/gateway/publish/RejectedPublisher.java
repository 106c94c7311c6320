package io.millwright.gateway.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;

/** Messages that cannot be used to {@code telemetry.rejected.v1}, with the reason. */
public final class RejectedPublisher {
  /** More of a body is cut off: a record that Kafka refuses would never be acknowledged. */
  static final int LONGEST_PAYLOAD_BYTES = 900_000;

  /** Field tags, lengths, the time and the words about a cut. */
  private static final int FRAME_BYTES = 200;

  private final KafkaWriter writer;

  public RejectedPublisher(KafkaWriter writer) {
    this.writer = writer;
  }

  public void publish(DeviceMessage message, Rejection rejection, Completion completion) {
    RejectedMessage rejected = record(message, rejection);
    writer.write(
        Topics.REJECTED.name(),
        message.source().getBytes(UTF_8),
        rejected.toByteArray(),
        completion);
  }

  /** The record, small enough for Kafka whatever the message is. */
  static RejectedMessage record(DeviceMessage message, Rejection rejection) {
    byte[] payload = message.payload();
    // The source is in the record twice, as key and as field.
    int besides =
        2 * message.source().getBytes(UTF_8).length
            + message.address().getBytes(UTF_8).length
            + rejection.reason().getBytes(UTF_8).length
            + FRAME_BYTES;
    int kept =
        Math.min(
            payload.length,
            Math.max(0, Math.min(LONGEST_PAYLOAD_BYTES, KafkaWriter.MAX_RECORD_BYTES - besides)));
    String reason =
        kept == payload.length
            ? rejection.reason()
            : rejection.reason()
                + " (of the body's "
                + payload.length
                + " bytes the first "
                + kept
                + " are kept)";
    return RejectedMessage.newBuilder()
        .setSource(message.source())
        .setAddress(message.address())
        .setReason(reason)
        .setPayload(ByteString.copyFrom(payload, 0, kept))
        .setReceivedTimeMicros(message.receivedTimeMicros())
        .build();
  }
}
