package io.millwright.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.topic.TopicProvisioning;
import io.millwright.contracts.topic.Topics;
import io.millwright.streams.monitoring.Pumps;
import io.millwright.streams.server.EmbeddedKafka;
import io.millwright.streams.server.KafkaIo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backlog of old readings in the same partition as live ones: with one partition, one task and
 * one thread, whatever goes first delays the other.
 */
class BackfillIT {
  private static final int BACKLOG = Integer.getInteger("millwright.backlog", 30_000);
  private static final int OLD_PUMPS = 50;
  private static final int OLD_HOURS = BACKLOG / OLD_PUMPS;
  private static final int WAITING = 500;

  /** What has been fetched of the backlog goes before live ones that were not. */
  private static final int FETCHED = 2_500;

  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private KafkaIo io;
  private StreamProcessorsConfig config;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start(directory);
    io = new KafkaIo(kafka.bootstrapServers());
    config =
        StreamProcessorsConfig.of(kafka.bootstrapServers(), directory.resolve("streams"))
            .withTopicPartitions(1)
            .withPublishDescriptors(false)
            .withCommitInterval(Duration.ofMillis(100));
  }

  @AfterEach
  void stop() {
    io.close();
    kafka.close();
  }

  @Test
  void liveReadingsGoBeforeABacklogOfOldOnes() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      TopicProvisioning.ensureTopics(admin, 1, (short) 1, Duration.ofSeconds(30));
    }
    io.send(Topics.MODELS, "acme/wear-failure", Pumps.failureModel());
    io.send(Topics.MODELS, "acme/wear-life", Pumps.lifeModel());
    for (int pump = 0; pump <= OLD_PUMPS; pump++) {
      io.send(Topics.PLANS, Pumps.pump(pump), Pumps.release(Pumps.pump(pump), Pumps.plan(1)));
    }
    long backlog = 0;
    for (int hour = 0; hour < OLD_HOURS; hour++) {
      for (int pump = 1; pump <= OLD_PUMPS; pump++) {
        io.send(Topics.BACKFILL, Pumps.pump(pump), Pumps.readings(pump, hour));
        backlog += Pumps.readings(pump, hour).size();
      }
    }
    for (int hour = 0; hour < WAITING; hour++) {
      io.send(Topics.MEASUREMENTS, Pumps.pump(0), Pumps.readings(0, hour));
    }
    io.flush();

    List<Long> millis = new ArrayList<>();
    int hour = WAITING;
    try (StreamProcessors streams = StreamProcessors.start(config, new SimpleMeterRegistry());
        KafkaConsumer<String, byte[]> health = concluded()) {
      awaitLive(health, hour - 1);
      while (streams.status().readingsScored() < backlog) {
        long sent = System.nanoTime();
        // Closes the scan before it.
        io.send(Topics.MEASUREMENTS, Pumps.pump(0), Pumps.readings(0, hour++));
        io.flush();
        awaitLive(health, 1);
        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> io.readAll(Topics.HEALTH.name()).size() >= OLD_PUMPS * (OLD_HOURS - 1));
    }

    List<ConsumerRecord<byte[], byte[]>> all = io.readAll(Topics.HEALTH.name());
    assertThat(all).hasSize(OLD_PUMPS * (OLD_HOURS - 1) + hour - 1);
    int old = 0;
    int live = 0;
    for (ConsumerRecord<byte[], byte[]> record : all) {
      if (new String(record.key(), UTF_8).equals(Pumps.pump(0).toString())) {
        live++;
      } else {
        old++;
      }
      if (live == WAITING - 1) {
        break;
      }
    }
    System.out.printf(
        "backlog of %d records: %d of them before the last of %d live ones that waited, too; %d live ones later, concluded within ms %s%n",
        BACKLOG, old, WAITING, millis.size(), millis);
    assertThat(old).isLessThan(FETCHED);
    assertThat(millis)
        .hasSizeGreaterThan(2)
        .allSatisfy(each -> assertThat(each).isLessThan(SOON.toMillis()));
    // What comes of old records is not stamped with the time that holds them back.
    long latest = System.currentTimeMillis();
    assertThat(all).allMatch(record -> record.timestamp() <= latest);
    for (String store : List.of("asset-monitors", "plan-documents")) {
      assertThat(io.readAll("millwright-condition-monitoring-" + store + "-changelog"))
          .isNotEmpty()
          .allMatch(record -> record.timestamp() <= latest);
    }
  }

  private KafkaConsumer<String, byte[]> concluded() {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partition = List.of(new TopicPartition(Topics.HEALTH.name(), 0));
    consumer.assign(partition);
    consumer.seekToBeginning(partition);
    return consumer;
  }

  private static void awaitLive(KafkaConsumer<String, byte[]> health, int number) {
    int seen = 0;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (seen < number) {
      assertThat(System.nanoTime()).as("live ones seen: " + seen).isLessThan(deadline);
      for (ConsumerRecord<String, byte[]> record : health.poll(Duration.ofMillis(20))) {
        seen += record.key().equals(Pumps.pump(0).toString()) ? 1 : 0;
      }
    }
  }
}
