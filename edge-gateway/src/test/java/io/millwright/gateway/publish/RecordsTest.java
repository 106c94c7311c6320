package io.millwright.gateway.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RecordsTest {
  private static final Rejection REJECTION = new Rejection(Rejection.Kind.SYNTAX, "no JSON");

  @Test
  void keepsABodyThatFitsWholeAndItsReasonUnchanged() {
    byte[] body = body(Records.LONGEST_REJECTED_BYTES);

    RejectedMessage record = Records.rejectedMessage(message("plant/a", body), REJECTION);

    assertThat(record.getPayload().toByteArray()).isEqualTo(body);
    assertThat(record.getReason()).isEqualTo("no JSON");
  }

  @Test
  void cutsALongerBodyAndSaysHowLongItWas() {
    byte[] body = body(2_000_000);

    RejectedMessage record = Records.rejectedMessage(message("plant/a", body), REJECTION);

    assertThat(record.getPayload().toByteArray()).isEqualTo(Arrays.copyOf(body, 900_000));
    assertThat(record.getReason())
        .isEqualTo("no JSON (of the body's 2000000 bytes the first 900000 are kept)");
  }

  @Test
  void fitsIntoARecordOfKafkaWithTheLongestTopicToo() {
    DeviceMessage message = message("t".repeat(65_535), body(834_000));

    RejectedMessage record = Records.rejectedMessage(message, REJECTION);

    // As key and in the waybill too.
    assertThat(record.toByteArray().length + 2 * message.source().getBytes(UTF_8).length)
        .isLessThanOrEqualTo(KafkaWriter.MAX_RECORD_BYTES);
    assertThat(record.getReason()).contains("of the body's 834000 bytes the first");
    assertThat(record.getPayload().size()).isGreaterThan(730_000);
  }

  private static byte[] body(int length) {
    byte[] body = new byte[length];
    for (int i = 0; i < length; i++) {
      body[i] = (byte) (i % 251);
    }
    return body;
  }

  private static DeviceMessage message(String topic, byte[] body) {
    return new DeviceMessage(
        Protocol.BROKER, Sender.trusted("broker:" + topic), topic, null, body, 42L);
  }
}
