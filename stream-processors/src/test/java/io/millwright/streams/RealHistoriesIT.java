package io.millwright.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.topic.TopicProvisioning;
import io.millwright.contracts.topic.Topics;
import io.millwright.streams.monitoring.RealHistories;
import io.millwright.streams.server.EmbeddedKafka;
import io.millwright.streams.server.KafkaIo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disturbed copy of real histories through the running chain, exactly once. */
class RealHistoriesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void giveTheAdvisoriesOfTheEngineAloneWithTheirIds() throws Exception {
    RealHistories histories = RealHistories.load();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
        KafkaIo io = new KafkaIo(kafka.bootstrapServers())) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        TopicProvisioning.ensureTopics(admin, 2, (short) 1, PATIENCE);
      }
      histories.plans().forEach((asset, plan) -> io.send(Topics.PLANS, asset, plan));
      io.flush();
      histories.disturbed(4).forEach(each -> io.send(each.topic(), each.asset(), each.readings()));
      io.flush();
      StreamProcessorsConfig config =
          StreamProcessorsConfig.of(kafka.bootstrapServers(), directory.resolve("streams"))
              .withTopicPartitions(2)
              .withCommitInterval(Duration.ofMillis(100));
      try (StreamProcessors streams = StreamProcessors.start(config, new SimpleMeterRegistry())) {
        assertThat(streams.awaitRunning(PATIENCE)).isTrue();
        io.awaitMonitored(io.ends(Topics.MEASUREMENTS.name()), PATIENCE);
        io.awaitMonitored(io.ends(Topics.BACKFILL.name()), PATIENCE);
      }

      assertThat(RealHistories.byAsset(io.values(Topics.ADVISORIES)))
          .isEqualTo(histories.advisories());
    }
  }
}
