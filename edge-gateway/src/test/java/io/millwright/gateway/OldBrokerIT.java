package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TopicReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Reading from a broker that speaks MQTT 3.1.1 only: Mosquitto, behind a door that refuses 5. */
@ExtendWith(KafkaExtension.class)
final class OldBrokerIT {
  private static final String TOPIC = "millwright/v1/demo/old-broker-1/measurements";
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path directory;

  private final EmbeddedKafka kafka;
  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Mosquitto mosquitto;
  private Door door;
  private RawMqttDevice publisher;
  private TopicReader<AssetKey, Measurements> measurements;
  private TopicReader<String, RejectedMessage> rejected;

  OldBrokerIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void start() throws Exception {
    kafka.makeTopics();
    mosquitto = Mosquitto.start(directory);
    door = new Door(mosquitto.port());
    publisher = new RawMqttDevice(mosquitto.port(), "plc-1");
    measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
    rejected = new TopicReader<>(kafka.direct(), Topics.REJECTED);
  }

  @AfterEach
  void stop() throws Exception {
    measurements.close();
    rejected.close();
    publisher.close();
    door.close();
    mosquitto.close();
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
    registry = new SimpleMeterRegistry();
    EdgeGateway gateway =
        EdgeGateway.start(
            GatewayConfig.local(kafka.direct())
                .withMqtt(null)
                .withCoap(null)
                .withBroker(
                    BrokerConfig.of(
                        "tcp://127.0.0.1:" + door.server.getLocalPort(), "gateway-old")),
            registry);
    await()
        .atMost(SOON)
        .until(
            () ->
                registry
                        .get("millwright.gateway.source.connected")
                        .tag("source", "broker:plant")
                        .gauge()
                        .value()
                    == 1);
    return gateway;
  }

  private void publish(int from, int to) throws Exception {
    for (int i = from; i <= to; i++) {
      publisher
          .sendBody(
              "old-broker-1", ("{\"values\":{\"n\":" + i + "},\"seq\":" + i + "}").getBytes(UTF_8))
          .get(10, TimeUnit.SECONDS);
    }
  }

  private Set<Long> numbers() {
    return measurements.values().stream()
        .filter(batch -> batch.asset().asset().value().equals("old-broker-1"))
        .flatMap(
            batch ->
                LongStream.range(0, batch.size()).map(i -> batch.sourceSequence((int) i)).boxed())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void losesNothingOfABrokerThatDoesNotSpeakMqtt5WhenTheConnectionIsCutOrTheGatewayAway()
      throws Exception {
    try (var gateway = gateway()) {
      assertThat(door.levels).containsExactly(5, 4);
      publish(1, 100);
      await().atMost(SOON).until(() -> numbers().size() == 100);
      door.cut();
      publish(101, 200);
      await().atMost(SOON).until(() -> numbers().size() == 200);
      assertThat(gateway.counters().messagesRejected()).isZero();
    }
    publish(201, 300);
    try (var gateway = gateway()) {
      await().atMost(SOON).until(() -> numbers().size() == 300);
    }
    assertThat(numbers()).containsExactlyElementsOf(upTo(300));
  }

  @Test
  void leavesOutWhatWasRetainedAndGoesOnBehindAMessageThatIsTooLarge() throws Exception {
    Path large = Files.writeString(directory.resolve("large"), "x".repeat(2_000_000));
    pub("-r", "-m", "{\"values\":{\"n\":999},\"seq\":999}");
    try (var gateway = gateway()) {
      publish(1, 1);
      pub("-f", large.toString());
      publish(2, 2);

      await().atMost(SOON).until(() -> numbers().size() == 2);
      assertThat(numbers()).containsExactlyElementsOf(upTo(2));
      await().atMost(SOON).until(() -> gateway.counters().messagesRejected() == 1);
      assertThat(rejected.values())
          .filteredOn(message -> message.getAddress().equals(TOPIC))
          .singleElement()
          .matches(
              message ->
                  message.getReason().startsWith("the message has 20000")
                      && message.getReason().contains("at most 1500000 are taken"));
    }
  }

  private void pub(String... what) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Programs.find("mosquitto_pub", "mosquitto-clients"),
                "-p",
                Integer.toString(mosquitto.port()),
                "-q",
                "1",
                "-t",
                TOPIC));
    command.addAll(List.of(what));
    Programs.output(command.toArray(String[]::new));
  }
}
