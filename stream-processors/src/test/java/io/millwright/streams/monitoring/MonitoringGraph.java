package io.millwright.streams.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.models.prognosis.ModelCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The graph with the real engine, without a broker, under a clock that the test moves. */
final class MonitoringGraph implements AutoCloseable {
  private static final Duration STEP = Duration.ofSeconds(30);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MonitoringMetrics metrics = new MonitoringMetrics(registry);
  private final TopologyTestDriver driver;
  private final Map<String, byte[]> stored = new HashMap<>();

  /** What is different from how it runs elsewhere. */
  record Setting(
      ModelCatalog models, boolean descriptors, Duration tickInterval, Instant clockBegins) {
    /** The models of the pumps, everything published, no ticks. */
    static Setting usual() {
      return new Setting(Pumps.models(), true, Duration.ZERO, Instant.EPOCH);
    }

    Setting with(ModelCatalog others) {
      return new Setting(others, descriptors, tickInterval, clockBegins);
    }

    Setting withoutDescriptors() {
      return new Setting(models, false, tickInterval, clockBegins);
    }

    Setting ticking(Duration interval, Instant begin) {
      return new Setting(models, descriptors, interval, begin);
    }
  }

  private MonitoringGraph(Path state, Setting setting) {
    Properties properties = new Properties();
    properties.put("application.id", "monitoring");
    properties.put("bootstrap.servers", "none:1");
    // Not exactly once: the driver would not show the dead letters then.
    properties.put("ensure.explicit.internal.resource.naming", true);
    properties.put("state.dir", state.toString());
    properties.put("deserialization.exception.handler", RejectingHandler.class.getName());
    properties.put(RejectingHandler.METRICS, metrics);
    driver =
        new TopologyTestDriver(
            ConditionMonitoringTopology.build(
                new TopologyConfig(new StreamsConfig(properties)),
                setting.models(),
                metrics,
                setting.descriptors(),
                Duration.ofMinutes(1),
                setting.tickInterval()),
            properties,
            setting.clockBegins());
  }

  static MonitoringGraph start(Path state) {
    return start(state, Setting.usual());
  }

  static MonitoringGraph start(Path state, Setting setting) {
    return new MonitoringGraph(state, setting);
  }

  <V> void pipe(Topic<AssetKey, V> topic, AssetKey key, @Nullable V value) {
    driver
        .createInputTopic(
            topic.name(), topic.keySerde().serializer(), topic.valueSerde().serializer())
        .pipeInput(key, value);
  }

  void plan(AssetKey asset, String document) {
    pipe(Topics.PLANS, asset, Pumps.release(asset, document));
  }

  /** The readings of a pump of these hours. */
  void hours(int pump, int from, int to) {
    for (int hour = from; hour < to; hour++) {
      pipe(Topics.MEASUREMENTS, Pumps.pump(pump), Pumps.readings(pump, hour));
    }
  }

  /** What was written to a topic since the last call. */
  <K, V> List<V> read(Topic<K, V> topic) {
    return driver
        .createOutputTopic(
            topic.name(), topic.keySerde().deserializer(), topic.valueSerde().deserializer())
        .readValuesToList();
  }

  /** The last bytes of each key in the change log of a store. */
  Map<String, byte[]> changeLog(String store) {
    Map<String, byte[]> last = new HashMap<>();
    for (TestRecord<String, byte[]> record :
        driver
            .createOutputTopic(
                "monitoring-" + store + "-changelog",
                new StringDeserializer(),
                new ByteArrayDeserializer())
            .readRecordsToList()) {
      if (record.value() == null) {
        last.remove(record.key());
      } else {
        last.put(record.key(), record.value());
      }
    }
    return last;
  }

  /** The monitors in force are lost, and what the change log has of them is there. */
  @SuppressWarnings("unchecked")
  void losesItsMonitors() {
    stored.putAll(changeLog("asset-monitors"));
    LiveStore<AssetKey, MonitoredAsset> store =
        (LiveStore<AssetKey, MonitoredAsset>) driver.getStateStore("asset-monitors");
    store.clearCache();
    LeanStore lean = store.findInner(LeanStore.class);
    stored.forEach((key, bytes) -> lean.keep(Bytes.wrap(key.getBytes(UTF_8)), bytes));
  }

  double count(String meter) {
    return registry.get("millwright.streams." + meter).counter().count();
  }

  double gauge(String meter) {
    return registry.get("millwright.streams." + meter).gauge().value();
  }

  MonitoringMetrics metrics() {
    return metrics;
  }

  TopologyTestDriver driver() {
    return driver;
  }

  /** The clock goes on; the driver would look only once, however long it is. */
  void pass(Duration time) {
    Duration left = time;
    while (left.compareTo(STEP) > 0) {
      driver.advanceWallClockTime(STEP);
      left = left.minus(STEP);
    }
    driver.advanceWallClockTime(left);
  }

  @Override
  public void close() {
    driver.close();
  }
}
