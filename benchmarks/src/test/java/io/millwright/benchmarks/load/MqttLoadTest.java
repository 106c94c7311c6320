package io.millwright.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers as each test wants. */
class MqttLoadTest {
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stopListening() throws IOException {
    server.close();
  }

  private void serve(Answer answer) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                DataInputStream in = new DataInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                while (true) {
                  int type = in.readUnsignedByte() >> 4;
                  int length = in.readUnsignedByte();
                  if (length >= 128) {
                    length = (length & 0x7F) + (in.readUnsignedByte() << 7);
                  }
                  byte[] packet = in.readNBytes(length);
                  if (type == 1) {
                    out.write(new byte[] {0x20, 2, 0, 0});
                  } else if (type == 3) {
                    int at = 2 + (packet[0] << 8 | packet[1]);
                    answer.to((packet[at] & 0xFF) << 8 | packet[at + 1] & 0xFF, out);
                  }
                }
              } catch (IOException e) {
                // The test is over.
              }
            },
            "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Answer {
    void to(int packetId, OutputStream out) throws IOException;
  }

  private static void puback(int packetId, OutputStream out) throws IOException {
    out.write(new byte[] {0x40, 2, (byte) (packetId >> 8), (byte) packetId});
  }

  private MqttLoad connect(int window, double rate) throws InterruptedException {
    return MqttLoad.connect(new MqttLoadPlan(server.getLocalPort(), 1, 1, window, rate, 4, false));
  }

  @Test
  void sendsMoreThanThereArePacketIdsAndCountsEachAcknowledgement() throws Exception {
    int[] served = new int[1];
    serve(
        (packetId, out) -> {
          served[0]++;
          puback(packetId, out);
        });
    try (MqttLoad load = connect(100, 0)) {
      load.start();
      await().atMost(Duration.ofSeconds(60)).until(() -> load.acknowledged() > 70_000);

      Load.Finished finished = load.finish();

      assertThat(finished.messages()).isEqualTo(served[0]).isGreaterThan(70_000);
    }
  }

  @Test
  void failsWhenAcknowledgementsComeInAnotherOrder() throws Exception {
    Deque<Integer> held = new ArrayDeque<>();
    serve(
        (packetId, out) -> {
          held.add(packetId);
          if (held.size() == 2) {
            puback(held.removeLast(), out);
            puback(held.removeLast(), out);
          }
        });
    try (MqttLoad load = connect(2, 0)) {
      load.start();

      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(load::acknowledged)
                      .hasMessage("PUBACK 2 came where 1 was next on connection 0"));
    }
  }

  @Test
  void keepsItsWindowFullAndNoFuller() throws Exception {
    Queue<Integer> held = new ConcurrentLinkedQueue<>();
    serve((packetId, out) -> held.add(packetId));
    try (MqttLoad load = connect(7, 0)) {
      load.start();

      await()
          .during(Duration.ofMillis(300))
          .untilAsserted(() -> assertThat(held).containsExactly(1, 2, 3, 4, 5, 6, 7));
    }
  }

  @Test
  void countsLatencyFromWhenAMessageWasDueThoughTheServerStalled() throws Exception {
    long[] stalledUntil = new long[1];
    serve(
        (packetId, out) -> {
          // The 50th is held for half a second, and those due meanwhile wait behind it.
          if (packetId == 50) {
            stalledUntil[0] = System.nanoTime() + 500_000_000;
            while (System.nanoTime() < stalledUntil[0]) {
              Thread.onSpinWait();
            }
          }
          puback(packetId, out);
        });
    // A window of one: a load that waited for its turn would count one slow message in hundreds.
    try (MqttLoad load = connect(1, 200)) {
      load.beginMeasuring();
      load.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> load.acknowledged() >= 200);
      load.endMeasuring();

      Latency latency = load.finish().latency();

      assertThat(latency.max()).isGreaterThanOrEqualTo(499);
      // A hundred of them became due while it stalled, evenly over the half second.
      assertThat(latency.messages()).isGreaterThanOrEqualTo(200);
      assertThat(latency.p99()).isGreaterThanOrEqualTo(300);
    }
  }

  @Test
  void failsWhenTheServerCloses() throws Exception {
    serve(
        (packetId, out) -> {
          throw new IOException("closed by the test");
        });
    try (MqttLoad load = connect(1, 0)) {
      load.start();

      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(load::finish)
                      .hasMessageContaining("connection 0 was closed by the server"));
    }
  }
}
