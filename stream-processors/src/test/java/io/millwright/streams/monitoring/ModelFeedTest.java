package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.ModelRelease;
import io.millwright.models.prognosis.ScoringModel;
import io.millwright.models.release.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of each record of the models' topic. */
class ModelFeedTest {
  private static final Node NODE = Node.noNode();
  private static final TopicPartition PARTITION = new TopicPartition(Topics.MODELS.name(), 0);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ModelFeed feed =
      ModelFeed.unstarted(
          () -> {
            throw new IllegalStateException("not started");
          },
          TrainedModel::ofWire,
          new MonitoringMetrics(registry));

  @AfterEach
  void close() {
    feed.close();
  }

  private double refused() {
    return registry.get("millwright.streams.models.refused").counter().count();
  }

  private int version() {
    ScoringModel model = feed.find(Pumps.TENANT, "wear-failure");
    return model == null ? 0 : model.reference().version();
  }

  @Test
  void scoresWithTheReleaseThatCameLast() {
    feed.take("acme/wear-failure", Pumps.failureModel().toByteArray());
    feed.take(
        "acme/wear-failure", Pumps.failureModel().toBuilder().setVersion(2).build().toByteArray());

    assertThat(version()).isEqualTo(2);
    assertThat(feed.modelsInForce()).isEqualTo(1);
    assertThat(feed.find(new TenantId("rival"), "wear-failure")).isNull();
  }

  @Test
  void keepsTheReleaseBeforeWhenOneCannotBeUsed() {
    ModelRelease good = Pumps.failureModel();
    feed.take("acme/wear-failure", good.toByteArray());

    feed.take("acme/wear-failure", new byte[] {1});
    feed.take(
        "acme/wear-failure", good.toBuilder().setVersion(2).setSha256("00").build().toByteArray());
    feed.take(
        "acme/wear-failure",
        good.toBuilder().setVersion(3).setTenant("rival").build().toByteArray());
    feed.take("wear-failure", good.toByteArray());
    feed.take(null, good.toByteArray());

    assertThat(version()).isEqualTo(1);
    assertThat(feed.modelsInForce()).isEqualTo(1);
    assertThat(refused()).isEqualTo(5);
  }

  @Test
  void scoresNoLongerWithAModelThatIsWithdrawn() {
    feed.take("acme/wear-failure", Pumps.failureModel().toByteArray());
    feed.take("acme/wear-failure", null);

    assertThat(version()).isZero();
    assertThat(feed.modelsInForce()).isZero();
    assertThat(refused()).isZero();
  }

  @Test
  void goesOnWhereItWasAfterAFailureSoThatNoOlderReleaseComesBack() {
    List<Integer> inForce = new ArrayList<>();
    for (int attempt = 0; attempt < 3; attempt++) {
      MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
      consumer.updatePartitions(
          PARTITION.topic(),
          List.of(new PartitionInfo(PARTITION.topic(), 0, NODE, new Node[0], new Node[0])));
      consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
      consumer.updateEndOffsets(Map.of(PARTITION, 3L));
      consumer.schedulePollTask(() -> topic().forEach(consumer::addRecord));
      consumer.schedulePollTask(() -> inForce.add(version()));
      consumer.schedulePollTask(
          () -> consumer.setPollException(new KafkaException("the broker is away")));
      // One record a poll, so that a version that came back would be seen.
      consumer.setMaxPollRecords(1);
      assertThatThrownBy(() -> feed.follow(consumer)).hasMessage("the broker is away");
    }

    assertThat(inForce).containsExactly(1, 3, 3);
  }

  private static List<ConsumerRecord<String, byte[]>> topic() {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    for (int version = 1; version <= 3; version++) {
      records.add(
          new ConsumerRecord<>(
              PARTITION.topic(),
              PARTITION.partition(),
              version - 1,
              "acme/wear-failure",
              Pumps.failureModel().toBuilder().setVersion(version).build().toByteArray()));
    }
    return records;
  }
}
