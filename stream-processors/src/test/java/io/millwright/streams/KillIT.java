package io.millwright.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.Prognosis;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.streams.historian.Historian;
import io.millwright.streams.historian.HistorianConfig;
import io.millwright.streams.monitoring.MonitoredReference;
import io.millwright.streams.monitoring.Pumps;
import io.millwright.streams.server.EmbeddedKafka;
import io.millwright.streams.server.KafkaIo;
import io.millwright.streams.server.SeriesDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills condition monitoring and historian again and again while readings flow, and compares what
 * is left in Kafka and in the database with one undisturbed run of the engine over the same
 * readings.
 */
class KillIT {
  private static final int KILLS = 4;
  private static final int PUMPS = 30;
  private static final int READINGS_A_SECOND = 1_500;

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private SeriesDatabase database;
  private KafkaIo io;
  private @Nullable Child child;

  @BeforeEach
  void startServers() throws Exception {
    kafka = EmbeddedKafka.start(directory);
    database = SeriesDatabase.start();
    io = new KafkaIo(kafka.bootstrapServers());
    // Makes schema and topics.
    Historian.start(
            HistorianConfig.of(
                    kafka.bootstrapServers(),
                    database.as("millwright_historian"),
                    database.as("millwright_owner"))
                .withTopicPartitions(2)
                .withInstanceId("schema"),
            new SimpleMeterRegistry())
        .close();
  }

  @AfterEach
  void stopServers() throws Exception {
    if (child != null) {
      child.kill();
    }
    io.close();
    kafka.close();
    database.close();
  }

  /** The other JVM. */
  private static final class Child {
    private final Process process;
    private final CountDownLatch running = new CountDownLatch(1);
    private final List<String> said = new ArrayList<>();

    private Child(Process process) {
      this.process = process;
      Thread reader = new Thread(this::listen, "child-output");
      reader.setDaemon(true);
      reader.start();
    }

    private void listen() {
      try (BufferedReader output =
          new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
        String line;
        while ((line = output.readLine()) != null) {
          synchronized (said) {
            said.add(line);
          }
          if (line.equals("RUNNING")) {
            running.countDown();
          }
        }
      } catch (IOException e) {
        synchronized (said) {
          said.add("output ended: " + e);
        }
      }
    }

    void awaitRunning() throws InterruptedException {
      assertThat(running.await(60, TimeUnit.SECONDS)).as(() -> "RUNNING in " + said()).isTrue();
    }

    String said() {
      synchronized (said) {
        return String.join("\n", said);
      }
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    void stop() throws Exception {
      process.getOutputStream().close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(() -> "stopped: " + said()).isTrue();
      assertThat(process.exitValue()).as(this::said).isZero();
    }
  }

  private Child startChild() throws IOException {
    Child started =
        new Child(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    KilledProgram.class.getName(),
                    kafka.bootstrapServers(),
                    database.as("millwright_historian").jdbcUrl(),
                    directory.resolve("streams").toString())
                .redirectErrorStream(true)
                .start());
    child = started;
    return started;
  }

  /** Sends at a steady rate until it is told to stop, every fifth message twice. */
  private final class Sender implements Runnable {
    private final AtomicBoolean stop = new AtomicBoolean();
    private int sent;

    @Override
    public void run() {
      long begin = System.nanoTime();
      while (!stop.get() || sent % PUMPS != 0) {
        int pump = sent % PUMPS;
        int hour = sent / PUMPS;
        io.send(Topics.MEASUREMENTS, Pumps.pump(pump), Pumps.readings(pump, hour));
        if (sent % 5 == 0) {
          io.send(Topics.MEASUREMENTS, Pumps.pump(pump), Pumps.readings(pump, hour));
        }
        sent++;
        long due = begin + sent * 1_000_000_000L / READINGS_A_SECOND;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      io.flush();
    }
  }

  @Test
  void isExactAfterBeingKilledAgainAndAgain() throws Exception {
    io.send(Topics.MODELS, "acme/wear-failure", Pumps.failureModel());
    io.send(Topics.MODELS, "acme/wear-life", Pumps.lifeModel());
    for (int pump = 0; pump < PUMPS; pump++) {
      io.send(Topics.PLANS, Pumps.pump(pump), Pumps.release(Pumps.pump(pump), Pumps.plan(1)));
    }
    io.flush();
    Random random = new Random(20261121);
    Child current = startChild();
    current.awaitRunning();
    Sender sender = new Sender();
    Thread sending = new Thread(sender, "sender");
    sending.start();
    List<Long> restarts = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      long stored = stored();
      await().atMost(60, TimeUnit.SECONDS).until(() -> stored() > stored);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_500)));
      current.kill();
      long killed = System.nanoTime();
      current = startChild();
      current.awaitRunning();
      restarts.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed));
    }
    sender.stop.set(true);
    sending.join();
    int hours = sender.sent / PUMPS;

    // What an undisturbed run gives.
    ModelCatalog models = Pumps.models();
    MonitoringPlan plan = MonitoringPlan.parse(Pumps.plan(1));
    List<HealthAssessment> health = new ArrayList<>();
    List<Prognosis> prognoses = new ArrayList<>();
    List<Advisory> advisories = new ArrayList<>();
    Map<String, byte[]> states = new HashMap<>();
    long readings = 0;
    for (int pump = 0; pump < PUMPS; pump++) {
      AssetMonitor monitor = new AssetMonitor(Pumps.pump(pump), plan);
      for (int hour = 0; hour < hours; hour++) {
        int times = (hour * PUMPS + pump) % 5 == 0 ? 2 : 1;
        for (int time = 0; time < times; time++) {
          Conclusions conclusions = monitor.accept(Pumps.readings(pump, hour), models);
          health.addAll(MonitoredReference.health(Pumps.pump(pump), plan, conclusions));
          prognoses.addAll(MonitoredReference.prognoses(Pumps.pump(pump), plan, conclusions));
          advisories.addAll(MonitoredReference.advisories(Pumps.pump(pump), plan, conclusions));
        }
        readings += Pumps.readings(pump, hour).size();
      }
      states.put(Pumps.pump(pump).toString(), MonitoredReference.stored(monitor));
    }
    long expectedReadings = readings;
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () ->
                stored() >= expectedReadings
                    && io.readAll(Topics.HEALTH.name()).size() >= health.size()
                    && conditions() >= health.size());
    current.stop();

    assertThat(advisories).hasSizeGreaterThan(PUMPS);
    assertThat(byAsset(io.values(Topics.ADVISORIES), Advisory::getAsset))
        .isEqualTo(byAsset(advisories, Advisory::getAsset));
    assertThat(byAsset(io.values(Topics.HEALTH), HealthAssessment::getAsset))
        .isEqualTo(byAsset(health, HealthAssessment::getAsset));
    assertThat(byAsset(io.values(Topics.PROGNOSES), Prognosis::getAsset))
        .isEqualTo(byAsset(prognoses, Prognosis::getAsset));
    Map<String, byte[]> left = changeLog();
    assertThat(left).containsOnlyKeys(states.keySet());
    states.forEach((pump, state) -> assertThat(left.get(pump)).as(pump).isEqualTo(state));
    assertThat(stored()).isEqualTo(expectedReadings);
    assertThat(conditions()).isEqualTo(health.size());
    assertThat(io.values(Topics.REJECTED)).isEmpty();
    System.out.printf(
        "killed %d times: %d messages, %d distinct readings, %d health, %d advisories; restart in ms %s%n",
        KILLS, sender.sent, expectedReadings, health.size(), advisories.size(), restarts);
  }

  private static <M> Map<String, List<M>> byAsset(
      List<M> messages, java.util.function.Function<M, String> asset) {
    Map<String, List<M>> byAsset = new HashMap<>();
    messages.forEach(
        message ->
            byAsset
                .computeIfAbsent(asset.apply(message), absent -> new ArrayList<>())
                .add(message));
    return byAsset;
  }

  private Map<String, byte[]> changeLog() {
    Map<String, byte[]> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record :
        io.readAll("millwright-condition-monitoring-asset-monitors-changelog")) {
      last.put(new String(record.key(), UTF_8), record.value());
    }
    return last;
  }

  private long stored() throws Exception {
    return database.number("millwright_owner", "select count(*) from series.measurement");
  }

  private long conditions() throws Exception {
    return database.number(
        "millwright_owner",
        "select count(*) from series.condition where health_index is not null and failure_probability is not null");
  }
}
