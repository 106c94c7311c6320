package io.millwright.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.gateway.ledger.Waybill;
import io.millwright.gateway.publish.OutboundRecord;
import io.millwright.gateway.publish.OutboundRecord.Priority;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FrameTest {
  private static final OutboundRecord RECORD = TestRecords.record(1, Priority.NORMAL, 20);
  private static final int BODY = Frame.HEADER_BYTES;

  @Test
  void refusesAWaybillThatItsLengthCannotSayAndTakesTheLongest() {
    byte[] longest = waybill(65_535);
    ByteBuffer out = ByteBuffer.allocate(200_000);

    Frame.write(out, 0, 0, longest, RECORD);

    Frame frame = Frame.read(out.flip(), 0, Priority.NORMAL);
    assertThat(frame).isNotNull();
    assertThat(frame.waybill().encode()).isEqualTo(longest);
    assertThatThrownBy(() -> Frame.write(out.clear(), 0, 0, waybill(65_536), RECORD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a waybill of 65536 bytes");
  }

  @Test
  void takesImpossibleLengthsForDamageInsteadOfAskingForThatMuchMemory() {
    byte[] waybill = waybill(100);
    ByteBuffer whole = ByteBuffer.allocate(Frame.size(waybill, RECORD));
    Frame.write(whole, 0, 0, waybill, RECORD);
    int topicLength = BODY + 2 + waybill.length;
    int keyLength = topicLength + 1 + RECORD.topic().length();

    for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 10_000}) {
      assertThat(read(copy(whole).putInt(keyLength, length))).as("key of %d", length).isNull();
    }
    assertThat(read(copy(whole).putShort(BODY, (short) 65_535))).isNull();
    assertThat(read(copy(whole).put(topicLength, (byte) 255))).isNull();
  }

  private static @Nullable Frame read(ByteBuffer segment) {
    return Frame.read(segment, 0, Priority.NORMAL);
  }

  private static ByteBuffer copy(ByteBuffer whole) {
    return ByteBuffer.wrap(Arrays.copyOf(whole.array(), whole.capacity()));
  }

  /** One of so many bytes. */
  private static byte[] waybill(int bytes) {
    int without = new Waybill(1, 2, "", 1, 1, 0, 0, "").encode().length;
    return new Waybill(1, 2, "s".repeat(bytes - without), 1, 1, 0, 0, "").encode();
  }
}
