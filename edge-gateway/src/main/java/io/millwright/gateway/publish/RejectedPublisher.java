package io.millwright.gateway.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;

/** Messages that cannot be used to {@code telemetry.rejected.v1}, with the reason. */
public final class RejectedPublisher {
  private final KafkaWriter writer;

  public RejectedPublisher(KafkaWriter writer) {
    this.writer = writer;
  }

  public void publish(DeviceMessage message, Rejection rejection, Completion completion) {
    RejectedMessage rejected =
        RejectedMessage.newBuilder()
            .setSource(message.source())
            .setAddress(message.address())
            .setReason(rejection.reason())
            .setPayload(ByteString.copyFrom(message.payload()))
            .setReceivedTimeMicros(message.receivedTimeMicros())
            .build();
    writer.write(
        Topics.REJECTED.name(),
        message.source().getBytes(UTF_8),
        rejected.toByteArray(),
        completion);
  }
}
