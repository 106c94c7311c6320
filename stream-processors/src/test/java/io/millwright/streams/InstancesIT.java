package io.millwright.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millwright.contracts.topic.TopicProvisioning;
import io.millwright.contracts.topic.Topics;
import io.millwright.streams.server.EmbeddedKafka;
import io.millwright.streams.server.KafkaIo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Up to three instances share the work while readings flow, come and go, and leave in Kafka what
 * one undisturbed run leaves; also of a plant that breaches its limits all at once, ten times told.
 */
class InstancesIT {
  /** More for a long soak: {@code -Dmillwright.kills=20}. */
  private static final int MORE = Integer.getInteger("millwright.kills", 0);

  private static final int PARTITIONS = 4;
  private static final int PUMPS = 24;
  private static final int MESSAGES_A_SECOND = 300;

  /**
   * From a kill until the same instance runs again. On a machine so busy that a first start takes
   * more than half of it: what that took and half of it, so that waiting for Kafka to miss an
   * instance, 10 s, is seen all the same.
   */
  private static final Duration RUNNING_AGAIN = Duration.ofSeconds(15);

  /**
   * From a kill until others have taken the work over: 10 s until Kafka misses the instance, and 10
   * s until its open transaction times out.
   */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(35);

  @TempDir Path directory;
  private final Map<String, ProgramProcess> instances = new TreeMap<>();
  private final List<String> figures = new ArrayList<>();
  private Duration firstStart = Duration.ZERO;
  private EmbeddedKafka kafka;
  private KafkaIo io;
  private Admin admin;

  @BeforeEach
  void startKafka() throws Exception {
    kafka = EmbeddedKafka.start(directory);
    io = new KafkaIo(kafka.bootstrapServers());
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    TopicProvisioning.ensureTopics(admin, PARTITIONS, (short) 1, Duration.ofSeconds(30));
  }

  @AfterEach
  void stopAll() throws Exception {
    for (ProgramProcess instance : instances.values()) {
      instance.kill();
    }
    admin.close();
    io.close();
    kafka.close();
  }

  private ProgramProcess start(String name) throws Exception {
    ProgramProcess started =
        ProgramProcess.start(
            KilledProgram.arguments(kafka.bootstrapServers(), directory, name, PARTITIONS));
    instances.put(name, started);
    return started;
  }

  private ProgramProcess instance(String name) {
    return Objects.requireNonNull(instances.get(name));
  }

  private void join(String name) throws Exception {
    long begin = System.nanoTime();
    ProgramProcess joining = start(name);
    joining.awaitRunning();
    await().atMost(60, TimeUnit.SECONDS).until(() -> joining.readingsScored() > 0);
    figure(name + " joins and works", begin);
  }

  /** A new version would start as this one does. */
  private void upgrade(String name) throws Exception {
    long begin = System.nanoTime();
    instance(name).stop();
    start(name).awaitRunning();
    figure(name + " stopped, running again", begin);
  }

  private void killAndRestart(String name) throws Exception {
    instance(name).kill();
    long killed = System.nanoTime();
    Map<TopicPartition, Long> sent = sent();
    start(name).awaitRunning();
    Duration busy = firstStart.plus(RUNNING_AGAIN.dividedBy(2));
    assertThat(figure(name + " killed, running again", killed))
        .isLessThan(busy.compareTo(RUNNING_AGAIN) > 0 ? busy : RUNNING_AGAIN);
    io.awaitMonitored(sent, TAKEN_OVER);
    figure(name + " killed, all concluded", killed);
  }

  private Duration figure(String what, long begin) {
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    figures.add(what + " " + taken.toMillis() + " ms");
    return taken;
  }

  private Map<TopicPartition, Long> sent() throws Exception {
    return io.ends(Topics.MEASUREMENTS.name());
  }

  @Test
  void areExactTogetherWhileTheyJoinAreUpgradedAreKilledAndLeave() throws Exception {
    PumpLoad load = new PumpLoad(io, PUMPS, MESSAGES_A_SECOND);
    load.release();
    StormLoad storm = new StormLoad(io);
    storm.release();
    long begun = System.nanoTime();
    start("a");
    start("b").awaitRunning();
    instance("a").awaitRunning();
    firstStart = figure("a and b started", begun);
    load.begin();

    storm.replay();
    killAndRestart("b");
    storm.replay();
    upgrade("a");
    storm.replay();
    join("c");
    more(storm);
    storm.end();
    // One is killed for good, and one leaves: the last takes everything over.
    long begin = System.nanoTime();
    instance("c").kill();
    instance("a").stop();
    io.awaitMonitored(sent(), TAKEN_OVER);
    figure("c killed for good and a left, all concluded", begin);
    load.end();

    PumpLoad.Expected expected = load.expected();
    expected.awaitIn(io);
    figure("c killed for good and a left, all visible", begin);
    instance("b").stop();
    expected.assertIn(io);
    storm.assertOneEpisodeEach();
    System.out.printf("%s; %s%n", expected, figures);
  }

  private void more(StormLoad storm) throws Exception {
    Random random = new Random(MORE);
    List<String> names = List.copyOf(instances.keySet());
    for (int i = 0; i < MORE; i++) {
      storm.replay();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(3_000)));
      String name = names.get(random.nextInt(names.size()));
      if (random.nextInt(3) == 0) {
        upgrade(name);
      } else {
        killAndRestart(name);
      }
    }
  }
}
