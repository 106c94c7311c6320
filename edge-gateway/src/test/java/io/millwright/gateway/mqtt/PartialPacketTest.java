package io.millwright.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.net.ReceivingBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What packets that have come in part count for, and who gives way. */
final class PartialPacketTest {
  private final ReceivingBudget budget = new ReceivingBudget(256 << 10);
  private final List<String> ended = new ArrayList<>();

  private EmbeddedChannel connection(String name) {
    return new EmbeddedChannel(
        new PartialPacket(budget, () -> ended.add(name), () -> ended.add(name + " at once")));
  }

  private static byte[] packet(int remainingLength) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0x30);
    int left = remainingLength;
    while (left > 127) {
      bytes.write(left & 0x7F | 0x80);
      left >>>= 7;
    }
    bytes.write(left);
    bytes.writeBytes(new byte[remainingLength]);
    return bytes.toByteArray();
  }

  private static void receive(EmbeddedChannel connection, byte[] bytes, int from, int to) {
    connection.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
    connection.runPendingTasks();
    ByteBuf passedOn;
    while ((passedOn = connection.readInbound()) != null) {
      passedOn.release();
    }
  }

  @Test
  void countsAPacketBySizeOfItsBufferUntilItsLastByte() {
    EmbeddedChannel connection = connection("a");
    byte[] packet = packet(100_000);

    receive(connection, packet, 0, 16_384);
    assertThat(budget.bytes()).isZero();
    receive(connection, packet, 16_384, 16_385);
    assertThat(budget.bytes()).isEqualTo(32 << 10);
    receive(connection, packet, 16_385, packet.length - 1);
    assertThat(budget.bytes()).isEqualTo(128 << 10);
    receive(connection, packet, packet.length - 1, packet.length);
    assertThat(budget.bytes()).isZero();
  }

  @Test
  void followsAnySequenceOfPacketsInAnyPieces() {
    SplittableRandom random = new SplittableRandom(5);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      int[] lengths = {0, 1, 127, 128, 16_383, 16_384, 40_000, random.nextInt(60_000)};
      stream.writeBytes(packet(lengths[random.nextInt(lengths.length)]));
      ends.add(stream.size());
    }
    byte[] bytes = stream.toByteArray();
    EmbeddedChannel connection = connection("a");
    int at = 0;
    int begun = 0;
    while (at < bytes.length) {
      int to = Math.min(bytes.length, at + 1 + random.nextInt(9_000));
      receive(connection, bytes, at, to);
      at = to;
      while (!ends.isEmpty() && ends.get(0) <= at) {
        begun = ends.remove(0);
      }
      int come = at - begun;
      assertThat(budget.bytes())
          .isEqualTo(come <= 16_384 ? 0 : come <= 32_768 ? 32_768 : come <= 65_536 ? 65_536 : -1);
    }
    assertThat(ends).isEmpty();
    assertThat(ended).isEmpty();
  }

  @Test
  void aConnectionWhoseFirstPacketIsLargeEndsWhenItsLengthIsKnown() {
    byte[] large = packet(300_000);
    EmbeddedChannel stranger = connection("stranger");
    receive(stranger, large, 0, 3);
    assertThat(ended).isEmpty();
    receive(stranger, large, 3, 4);
    assertThat(ended).containsExactly("stranger at once");
    stranger.close();

    EmbeddedChannel guest = connection("guest");
    byte[] first = packet(PartialPacket.MAX_FIRST_BYTES - 4);
    receive(guest, first, 0, first.length);
    receive(guest, large, 0, 100_000);
    assertThat(ended).hasSize(1);
    assertThat(budget.bytes()).isPositive();
    guest.close();
  }

  @Test
  void theConnectionThatHasBeenAtItsPacketForTheLongestGivesWay() {
    byte[] packet = packet(120_000);
    EmbeddedChannel stuck = connection("stuck");
    receive(stuck, packet, 0, 100_000);
    EmbeddedChannel quick = connection("quick");
    for (int i = 0; i < 10; i++) {
      receive(quick, packet, 0, 100_000);
      receive(quick, packet, 100_000, packet.length);
    }
    EmbeddedChannel second = connection("second");
    receive(second, packet, 0, 100_000);
    assertThat(ended).isEmpty();

    receive(quick, packet, 0, 100_000);
    stuck.runPendingTasks();

    assertThat(ended).containsExactly("stuck");
    assertThat(budget.bytes()).isEqualTo(256 << 10);
    // What it still sends is for nobody.
    stuck.writeInbound(Unpooled.copiedBuffer(packet, 100_000, 20_000));
    assertThat((Object) stuck.readInbound()).isNull();
    second.close();
    quick.close();
    assertThat(budget.bytes()).isZero();
  }
}
