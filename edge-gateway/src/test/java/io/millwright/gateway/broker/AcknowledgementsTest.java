package io.millwright.gateway.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.source.Watch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
  private final Watch watch = new Watch();
  private final Socket socket = new Socket();
  private final Acknowledgements acknowledgements = new Acknowledgements("plant", watch);

  @BeforeEach
  void connect() {
    acknowledgements.writeTo(new PacketStream(socket));
  }

  @AfterEach
  void close() {
    acknowledgements.close();
  }

  @Test
  void acknowledgesInTheOrderOfArrivalWhateverTheOrderOfKafka() {
    Receipt first = acknowledgements.expect(7);
    Receipt second = acknowledgements.expect(0xFFFE);
    Receipt third = acknowledgements.expect(9);

    third.accepted();
    second.accepted();
    first.accepted();

    await().until(() -> socket.size() == 12);
    assertThat(socket.toByteArray())
        .containsExactly(0x40, 2, 0, 7, 0x40, 2, 0xFF, 0xFE, 0x40, 2, 0, 9);
    assertThat(socket.writes).containsExactly(12);
  }

  @Test
  void acknowledgesNothingBehindAMessageThatKafkaDidNotTake() {
    Receipt first = acknowledgements.expect(1);
    Receipt second = acknowledgements.expect(2);
    Receipt third = acknowledgements.expect(3);

    third.accepted();
    second.failed(new IOException("away"));
    first.accepted();

    await().untilAsserted(() -> assertThat(socket.toByteArray()).containsExactly(0x40, 2, 0, 1));
    assertThat(watch.isLost()).isTrue();
  }

  @Test
  void messagesGoOnToBeTakenWhileTheBrokerDoesNotReadAcknowledgements() throws Exception {
    socket.open = new CountDownLatch(1);
    acknowledgements.expect(1).accepted();
    await().until(() -> socket.waiting);

    for (int packetId = 2; packetId <= 100; packetId++) {
      acknowledgements.expect(packetId).accepted();
    }
    socket.open.countDown();

    await().until(() -> socket.size() == 400);
    assertThat(socket.writes).containsExactly(4, 396);
  }

  @Test
  void theConnectionIsLostWhenAnAcknowledgementCannotBeWritten() {
    acknowledgements.writeTo(
        new PacketStream(
            new OutputStream() {
              @Override
              public void write(int one) throws IOException {
                throw new IOException("Broken pipe");
              }
            }));

    acknowledgements.expect(1).accepted();

    await().until(watch::isLost);
  }

  @Test
  void aPacketThatIsWrittenInPiecesIsNotCutByAcknowledgements() throws Exception {
    PacketStream packets = new PacketStream(socket);
    packets.write(0x30);
    packets.write(new byte[] {9, 3, 'a', 'b'}, 1, 2);
    packets.writeWhole(new byte[] {0x40, 2, 0, 1});
    packets.write(new byte[] {'c'});
    assertThat(socket.toByteArray()).containsExactly(0x40, 2, 0, 1);

    packets.flush();
    packets.write(new byte[] {(byte) 0xC0, 0});
    packets.flush();

    assertThat(socket.toByteArray()).containsExactly(0x40, 2, 0, 1, 0x30, 3, 'a', 'c', 0xC0, 0);
  }

  /** Hears how it is written to. */
  private static final class Socket extends ByteArrayOutputStream {
    private final List<Integer> writes = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch open = new CountDownLatch(0);
    private volatile boolean waiting;

    @Override
    public void write(byte[] bytes, int from, int length) {
      waiting = true;
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      super.write(bytes, from, length);
      writes.add(length);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      write(bytes, 0, bytes.length);
    }
  }
}
