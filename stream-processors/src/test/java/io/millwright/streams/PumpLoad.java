package io.millwright.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.Prognosis;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.streams.monitoring.MonitoredReference;
import io.millwright.streams.monitoring.Pumps;
import io.millwright.streams.server.KafkaIo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Readings of pumps at a steady rate, every fifth message twice, and what one undisturbed run of
 * the engine concludes from them.
 */
final class PumpLoad {
  private final KafkaIo io;
  private final int pumps;
  private final int perSecond;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final Thread thread = new Thread(this::send, "pump-load");
  private int sent;

  PumpLoad(KafkaIo io, int pumps, int perSecond) {
    this.io = io;
    this.pumps = pumps;
    this.perSecond = perSecond;
  }

  /** Models and plans, as they must be there before the first program starts. */
  void release() {
    io.send(Topics.MODELS, "acme/wear-failure", Pumps.failureModel());
    io.send(Topics.MODELS, "acme/wear-life", Pumps.lifeModel());
    for (int pump = 0; pump < pumps; pump++) {
      io.send(Topics.PLANS, Pumps.pump(pump), Pumps.release(Pumps.pump(pump), Pumps.planOf(pump)));
    }
    io.flush();
  }

  void begin() {
    thread.start();
  }

  /** Ends with as many messages of each pump. */
  void end() throws InterruptedException {
    stop.set(true);
    thread.join();
  }

  private void send() {
    long begin = System.nanoTime();
    while (!stop.get() || sent % pumps != 0) {
      int pump = sent % pumps;
      int hour = sent / pumps;
      io.send(Topics.MEASUREMENTS, Pumps.pump(pump), Pumps.readings(pump, hour));
      if (sent % 5 == 0) {
        io.send(Topics.MEASUREMENTS, Pumps.pump(pump), Pumps.readings(pump, hour));
      }
      sent++;
      long due = begin + sent * 1_000_000_000L / perSecond;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
    io.flush();
  }

  /** What an undisturbed run gives; after the {@link #end}. */
  Expected expected() {
    ModelCatalog models = Pumps.models();
    Expected expected = new Expected(sent);
    for (int pump = 0; pump < pumps; pump++) {
      MonitoringPlan plan = MonitoringPlan.parse(Pumps.planOf(pump));
      AssetMonitor monitor = new AssetMonitor(Pumps.pump(pump), plan);
      for (int hour = 0; hour < sent / pumps; hour++) {
        int times = (hour * pumps + pump) % 5 == 0 ? 2 : 1;
        for (int time = 0; time < times; time++) {
          Conclusions all = monitor.accept(Pumps.readings(pump, hour), models);
          expected.health.addAll(MonitoredReference.health(Pumps.pump(pump), plan, all));
          expected.prognoses.addAll(MonitoredReference.prognoses(Pumps.pump(pump), plan, all));
          expected.advisories.addAll(MonitoredReference.advisories(Pumps.pump(pump), plan, all));
        }
        expected.readings += Pumps.readings(pump, hour).size();
      }
      expected.states.put(Pumps.pump(pump), monitor);
    }
    assertThat(expected.advisories).hasSizeGreaterThan(pumps);
    return expected;
  }

  /** What is to be found in Kafka. */
  static final class Expected {
    private final int messages;
    private final List<HealthAssessment> health = new ArrayList<>();
    private final List<Prognosis> prognoses = new ArrayList<>();
    private final List<Advisory> advisories = new ArrayList<>();
    private final Map<AssetKey, AssetMonitor> states = new HashMap<>();
    private long readings;

    private Expected(int messages) {
      this.messages = messages;
    }

    /** Different ones. */
    long readings() {
      return readings;
    }

    int health() {
      return health.size();
    }

    int prognoses() {
      return prognoses.size();
    }

    /**
     * Waits until all is monitored and can be read: what is behind the open transaction of a killed
     * program only when Kafka has ended it.
     */
    void awaitIn(KafkaIo io) throws Exception {
      io.awaitMonitored(io.ends(Topics.MEASUREMENTS.name()), Duration.ofSeconds(60));
      for (Topic<?, ?> topic : List.of(Topics.HEALTH, Topics.PROGNOSES, Topics.ADVISORIES)) {
        io.awaitReadable(topic.name(), Duration.ofSeconds(60));
      }
    }

    /** Each conclusion once, in its order, and the state that comes of it; nothing else. */
    void assertIn(KafkaIo io) {
      assertThat(
              byAsset(
                  ofPumps(io.values(Topics.ADVISORIES), Advisory::getTenant), Advisory::getAsset))
          .isEqualTo(byAsset(advisories, Advisory::getAsset));
      assertThat(
              byAsset(
                  ofPumps(io.values(Topics.HEALTH), HealthAssessment::getTenant),
                  HealthAssessment::getAsset))
          .isEqualTo(byAsset(health, HealthAssessment::getAsset));
      assertThat(byAsset(io.values(Topics.PROGNOSES), Prognosis::getAsset))
          .isEqualTo(byAsset(prognoses, Prognosis::getAsset));
      Map<String, byte[]> left = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> record :
          io.readAll("millwright-condition-monitoring-asset-monitors-changelog")) {
        left.put(new String(record.key(), UTF_8), record.value());
      }
      states.forEach(
          (pump, monitor) ->
              assertThat(MonitoredReference.restored(pump, monitor.plan(), left))
                  .as(pump.toString())
                  .isEqualTo(monitor.snapshot()));
      assertThat(io.values(Topics.REJECTED)).isEmpty();
    }

    /** Without those of another load beside it. */
    private static <M> List<M> ofPumps(List<M> messages, Function<M, String> tenant) {
      return messages.stream()
          .filter(message -> tenant.apply(message).equals(Pumps.TENANT.value()))
          .toList();
    }

    private static <M> Map<String, List<M>> byAsset(List<M> messages, Function<M, String> asset) {
      Map<String, List<M>> byAsset = new HashMap<>();
      messages.forEach(
          message ->
              byAsset
                  .computeIfAbsent(asset.apply(message), absent -> new ArrayList<>())
                  .add(message));
      return byAsset;
    }

    @Override
    public String toString() {
      return "%d messages, %d distinct readings, %d health, %d advisories"
          .formatted(messages, readings, health.size(), advisories.size());
    }
  }
}
