package io.millwright.gateway;

import static io.millwright.gateway.BrokerRig.SOON;
import static io.millwright.gateway.BrokerRig.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reading from a broker that speaks MQTT 3.1.1 only: Mosquitto, behind a door that refuses 5. */
final class OldBrokerIT {
  @RegisterExtension final BrokerRig rig = new BrokerRig("old-broker-1");

  private Door door;

  @BeforeEach
  void start() throws IOException {
    door = new Door(rig.mosquitto().port());
  }

  @AfterEach
  void stop() throws IOException {
    door.close();
  }

  /** Refuses MQTT 5 as MQTT 3.1.1 demands it, and passes on everything else. */
  private static final class Door implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<Integer> levels = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    Door(int brokerPort) throws IOException {
      thread(
          () -> {
            while (true) {
              Socket client = server.accept();
              sockets.add(client);
              thread(() -> pass(client, brokerPort));
            }
          });
    }

    private interface Step {
      void run() throws IOException;
    }

    private static void thread(Step step) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  step.run();
                } catch (IOException e) {
                  // It has been closed.
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    private void pass(Socket client, int brokerPort) throws IOException {
      InputStream in = client.getInputStream();
      byte[] begin = in.readNBytes(9);
      int level = begin[8];
      levels.add(level);
      if (level != 4) {
        client.getOutputStream().write(new byte[] {0x20, 2, 0, 1});
        client.close();
        return;
      }
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
      sockets.add(broker);
      broker.getOutputStream().write(begin);
      thread(() -> copy(in, broker));
      copy(broker.getInputStream(), client);
    }

    private static void copy(InputStream from, Socket to) throws IOException {
      try (to) {
        from.transferTo(to.getOutputStream());
      }
    }

    void cut() throws IOException {
      for (Socket socket : sockets) {
        socket.close();
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      cut();
    }
  }

  private EdgeGateway gateway() {
    return rig.gateway(
        GatewayConfig.local(rig.kafka().direct()), door.server.getLocalPort(), "gateway-old");
  }

  @Test
  void losesNothingOfABrokerThatDoesNotSpeakMqtt5WhenTheConnectionIsCutOrTheGatewayAway()
      throws Exception {
    try (var gateway = gateway()) {
      assertThat(door.levels).containsExactly(5, 4);
      rig.publish(1, 100);
      await().atMost(SOON).until(() -> rig.numbers().size() == 100);
      door.cut();
      rig.publish(101, 200);
      await().atMost(SOON).until(() -> rig.numbers().size() == 200);
      assertThat(gateway.counters().messagesRejected()).isZero();
    }
    rig.publish(201, 300);
    try (var gateway = gateway()) {
      await().atMost(SOON).until(() -> rig.numbers().size() == 300);
    }
    assertThat(rig.numbers()).containsExactlyElementsOf(upTo(300));
  }

  @Test
  void leavesOutWhatWasRetainedAndGoesOnBehindAMessageThatIsTooLarge() throws Exception {
    Path large = Files.writeString(rig.directory().resolve("large"), "x".repeat(2_000_000));
    rig.mosquittoPub(rig.topic(), "-r", "-m", "{\"values\":{\"n\":999},\"seq\":999}");
    try (var gateway = gateway()) {
      rig.publish(1, 1);
      rig.mosquittoPub(rig.topic(), "-f", large.toString());
      rig.publish(2, 2);

      await().atMost(SOON).until(() -> rig.numbers().size() == 2);
      assertThat(rig.numbers()).containsExactlyElementsOf(upTo(2));
      await().atMost(SOON).until(() -> gateway.counters().messagesRejected() == 1);
      assertThat(rig.rejected(rig.topic()))
          .singleElement()
          .matches(
              message ->
                  message.getReason().startsWith("the message has 20000")
                      && message.getReason().contains("at most 1500000 are taken"));
    }
  }
}
