package io.millwright.gateway;

import static io.millwright.gateway.BrokerRig.SOON;
import static io.millwright.gateway.BrokerRig.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.kafka.TcpProxy;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.publish.KafkaConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reading from a broker that speaks MQTT 5. */
final class BrokerLinkIT {
  private static final Duration PATIENT = Duration.ofSeconds(60);

  @RegisterExtension final BrokerRig rig = new BrokerRig("broker-1");

  private TcpProxy network;

  @BeforeEach
  void start() {
    network = TcpProxy.to(rig.mosquitto().port());
  }

  @AfterEach
  void stop() {
    network.close();
  }

  private EdgeGateway gateway(Duration deliveryTimeout) {
    return gateway(deliveryTimeout, KafkaConfig.of("unused").bufferBytes());
  }

  private EdgeGateway gateway(Duration deliveryTimeout, long bufferBytes) {
    KafkaConfig defaults = KafkaConfig.of(rig.kafka().throughNetwork());
    return rig.gateway(
        GatewayConfig.local(rig.kafka().throughNetwork())
            .withKafka(
                new KafkaConfig(
                    defaults.bootstrapServers(),
                    defaults.partitions(),
                    defaults.replicationFactor(),
                    defaults.startPatience(),
                    deliveryTimeout,
                    bufferBytes)),
        network.port(),
        "gateway-it");
  }

  @Test
  void carriesMessagesOfTheBrokerInOrder() throws Exception {
    try (var gateway = gateway(PATIENT)) {
      rig.publish(1, 200);
      await().until(() -> rig.arrived().size() >= 200);
      assertThat(rig.arrived()).containsExactlyElementsOf(upTo(200));
      assertThat(rig.measurements().get(0).source()).isEqualTo("broker:plant/" + rig.topic());
      assertThat(gateway.counters().readingsAcknowledged()).isEqualTo(200);
    }
  }

  @Test
  void losesNothingWhenKafkaIsAwayForLongerThanItsPatience() throws Exception {
    try (var gateway = gateway(Duration.ofSeconds(2))) {
      rig.publish(1, 10);
      await().until(() -> rig.arrived().size() >= 10);
      rig.kafka().network().hold();
      rig.publish(11, 400);
      await().atMost(SOON).until(() -> rig.failedMessages() > 0);

      rig.kafka().network().pass();

      await().atMost(SOON).until(() -> rig.numbers().size() == 400);
      assertThat(gateway.counters().readingsAcknowledged()).isGreaterThanOrEqualTo(400);
    }
  }

  @Test
  void losesNothingWhenTheConnectionIsCutAndWhenTheGatewayIsAway() throws Exception {
    try (var gateway = gateway(PATIENT)) {
      rig.publish(1, 50);
      network.cut();
      rig.publish(51, 100);
      await().atMost(SOON).until(() -> rig.numbers().size() == 100);
    }
    rig.publish(101, 150);
    try (var gateway = gateway(PATIENT)) {
      await().atMost(SOON).until(() -> rig.numbers().size() == 150);
      assertThat(rig.numbers()).containsExactlyElementsOf(upTo(150));
    }
  }

  @Test
  void goesOnBehindAMessageThatIsTooLargeToKeep() throws Exception {
    try (var gateway = gateway(PATIENT)) {
      rig.publish(1, 1);
      rig.publish(new byte[2_000_000]);
      rig.publish(2, 2);
      await().atMost(SOON).until(() -> rig.numbers().size() == 2);
      assertThat(rig.failedMessages()).isZero();
      assertThat(gateway.counters().messages()).isEqualTo(2);
    }
  }

  @Test
  void carriesWaveformsAsTheEndpointDoes() throws Exception {
    String topic = "millwright/v1/demo/broker-1/waveforms/DE-acc";
    try (var gateway = gateway(PATIENT);
        var waveforms = new TopicReader<>(rig.kafka().direct(), Topics.WAVEFORMS)) {
      rig.mosquittoPub(topic, "-m", "{\"rate\":25600,\"unit\":\"m/s2\",\"samples\":[0.5,-0.25]}");

      await().atMost(SOON).until(() -> waveforms.values().size() == 1);
      assertThat(waveforms.values().get(0).getSource()).isEqualTo("broker:plant/" + topic);
      assertThat(gateway.counters().messagesRejected()).isZero();
    }
  }

  @Test
  void readsAFloodAtQos0NoFasterThanThereIsRoomWhileKafkaIsAway() throws Exception {
    Path flood = rig.directory().resolve("flood");
    Files.write(flood, Collections.nCopies(40_000, "x".repeat(1_000)));
    try (var gateway = gateway(PATIENT, 8L << 20)) {
      rig.publish(1, 1);
      rig.kafka().network().hold();
      Programs.output(
          "sh",
          "-c",
          "%s -p %d -q 0 -t %s -l < %s"
              .formatted(
                  Programs.find("mosquitto_pub", "mosquitto-clients"),
                  rig.mosquitto().port(),
                  rig.topic(),
                  flood));
      await().atMost(SOON).until(() -> waiting() >= 6 << 20);
      // Two of the longest pauses, in each of which one read goes on.
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(5))
          .until(() -> waiting() < 7 << 20);

      rig.kafka().network().pass();
      rig.publish(2, 2);

      await().atMost(SOON).until(() -> rig.numbers().size() == 2);
    }
  }

  /** Bytes on their way to Kafka. */
  private double waiting() {
    return rig.meters().get("millwright.gateway.inflight.bytes").gauge().value();
  }

  @Test
  void keepsWhatComesByATopicTooLongForTheNameOfASource() throws Exception {
    String topic = rig.topic() + "/" + "x".repeat(60_000);
    try (var gateway = gateway(PATIENT)) {
      Path body = Files.writeString(rig.directory().resolve("body"), "y".repeat(1_000_000));
      rig.mosquittoPub(topic, "-f", body.toString());
      rig.publish(1, 1);

      await().atMost(SOON).until(() -> rig.numbers().size() == 1);
      assertThat(rig.rejected(topic))
          .singleElement()
          .matches(message -> message.getSource().length() < 1_000)
          .matches(message -> message.getSource().startsWith("broker:plant/" + rig.topic()));
    }
  }
}
