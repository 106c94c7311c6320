package io.millwright.cmms.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.wire.RejectedMessage;
import org.junit.jupiter.api.Test;

class RejectedRecordsTest {
  private static final int RECORD_BYTES = 1 << 20;

  @Test
  void whatIsKeptOfALargeMessageFitsARecord() {
    RejectedMessage kept =
        RejectedRecords.message(
            "kafka:me", "t/0/1", new byte[2 * RECORD_BYTES], "r".repeat(RECORD_BYTES));

    assertThat(kept.getPayload().size()).isEqualTo(900_000);
    assertThat(kept.getSerializedSize()).isLessThan(RECORD_BYTES);
  }

  @Test
  void aMessageThatFitsIsKeptAsItCame() {
    byte[] payload = {1, 2, 3};

    RejectedMessage kept = RejectedRecords.message("kafka:me", "t/0/1", payload, "no id");

    assertThat(kept.getPayload().toByteArray()).isEqualTo(payload);
    assertThat(kept.getReason()).isEqualTo("no id");
    assertThat(RejectedRecords.message("kafka:me", "t/0/1", null, "empty").getPayload()).isEmpty();
  }
}
