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
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
  private static final byte[] PUBACK = {0x40, 2, 0, 1};
  private static final byte[] PINGREQ = {(byte) 0xC0, 0};

  private final Watch watch = new Watch();
  private final Client client = new Client();
  private final Acknowledgements acknowledgements = new Acknowledgements(client, "plant", watch);

  AcknowledgementsTest() throws MqttException {}

  @AfterEach
  void close() {
    acknowledgements.close();
  }

  @Test
  void acknowledgesInTheOrderOfArrivalWhateverTheOrderOfKafka() {
    Receipt first = acknowledgements.expect(7);
    Receipt second = acknowledgements.expect(3);
    Receipt third = acknowledgements.expect(9);

    third.accepted();
    second.accepted();
    first.accepted();

    await().untilAsserted(() -> assertThat(client.acknowledged).containsExactly(7, 3, 9));
  }

  @Test
  void acknowledgesNothingBehindAMessageThatKafkaDidNotTake() {
    Receipt first = acknowledgements.expect(1);
    Receipt second = acknowledgements.expect(2);
    Receipt third = acknowledgements.expect(3);

    third.accepted();
    second.failed(new IOException("away"));
    first.accepted();

    await().untilAsserted(() -> assertThat(client.acknowledged).containsExactly(1));
    assertThat(watch.isLost()).isTrue();
  }

  @Test
  void writesAcknowledgementsThatAreOnTheirWayTogetherAndEverythingElseAtOnce() throws Exception {
    Socket socket = new Socket();
    OutputStream out = new BurstTransport.Written(socket, acknowledgements);
    Receipt first = acknowledgements.expect(1);
    acknowledgements.expect(2).accepted();
    acknowledgements.expect(3).accepted();
    // It brings all three.
    first.accepted();
    await().until(() -> client.acknowledged.size() == 3);

    for (int written = 1; written <= 3; written++) {
      assertThat(socket.writes).as("before acknowledgement %d", written).isEmpty();
      send(out, PUBACK);
    }
    assertThat(socket.writes).containsExactly(3 * PUBACK.length);
    send(out, PINGREQ);
    assertThat(socket.writes).containsExactly(3 * PUBACK.length, PINGREQ.length);
  }

  @Test
  void takesNoPieceOfALargePacketForAnAcknowledgement() throws Exception {
    Socket socket = new Socket();
    OutputStream out = new BurstTransport.Written(socket, acknowledgements);
    Receipt first = acknowledgements.expect(1);
    acknowledgements.expect(2).accepted();
    first.accepted();
    await().until(() -> client.acknowledged.size() == 2);

    out.write(new byte[] {0x30, 6, 0, 1}, 0, 4);
    send(out, PUBACK);
    send(out, PUBACK);

    assertThat(socket.writes).containsExactly(4 + PUBACK.length);
    send(out, PUBACK);
    assertThat(socket.writes).containsExactly(4 + PUBACK.length, 2 * PUBACK.length);
  }

  /** As Paho does. */
  private static void send(OutputStream out, byte[] packet) throws IOException {
    out.write(packet, 0, packet.length);
    out.flush();
  }

  /** Hears what would go to the broker. */
  private static final class Client extends MqttAsyncClient {
    private final List<Integer> acknowledged = new CopyOnWriteArrayList<>();

    private Client() throws MqttException {
      super("tcp://127.0.0.1:1", "test", new MemoryPersistence());
    }

    @Override
    public void messageArrivedComplete(int messageId, int qos) throws MqttException {
      acknowledged.add(messageId);
    }
  }

  /** Hears how it is written to. */
  private static final class Socket extends ByteArrayOutputStream {
    private final List<Integer> writes = new CopyOnWriteArrayList<>();

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      super.write(bytes, from, length);
      writes.add(length);
    }
  }
}
