package io.millwright.streams.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.streams.StreamProcessors;
import io.millwright.streams.StreamProcessorsConfig;
import io.millwright.streams.server.EmbeddedKafka;
import io.millwright.streams.server.KafkaIo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of state at a real broker, exactly once. */
class StateIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static KafkaIo io;
  private static Admin admin;

  @BeforeAll
  static void startKafka() throws Exception {
    kafka = EmbeddedKafka.start(directory);
    io = new KafkaIo(kafka.bootstrapServers());
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  @AfterAll
  static void stopKafka() {
    admin.close();
    io.close();
    kafka.close();
  }

  /** As a {@link LiveStore}, but it writes where a state store would be expected to. */
  private static final class CommittingStore
      extends WrappedStateStore<KeyValueStore<String, byte[]>, String, StringBuilder> {
    private final Map<String, StringBuilder> dirty = new LinkedHashMap<>();

    CommittingStore(KeyValueStore<String, byte[]> inner) {
      super(inner);
    }

    void append(String key, String text) {
      dirty.computeIfAbsent(key, absent -> new StringBuilder()).append(text);
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
      dirty.forEach((key, text) -> wrapped().put(key, text.toString().getBytes(UTF_8)));
      super.commit(changelogOffsets);
    }
  }

  private record CommittingBuilder(StoreBuilder<KeyValueStore<String, byte[]>> inner)
      implements StoreBuilder<StateStore> {
    @Override
    public StateStore build() {
      return new CommittingStore(inner.build());
    }

    @Override
    public StoreBuilder<StateStore> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<StateStore> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<StateStore> withLoggingEnabled(Map<String, String> config) {
      return this;
    }

    @Override
    public StoreBuilder<StateStore> withLoggingDisabled() {
      return this;
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return true;
    }

    @Override
    public String name() {
      return inner.name();
    }
  }

  /** Appends to both stores, and passes the record on. */
  private static final class Appending extends ContextualProcessor<String, String, String, String> {
    @Override
    public void process(Record<String, String> record) {
      LiveStore<String, StringBuilder> flushing = context().getStateStore("flushing");
      StringBuilder text =
          flushing.mutate(
              record.key(), (key, bytes, changes) -> new StringBuilder(new String(bytes, UTF_8)));
      if (text == null) {
        text = new StringBuilder();
        flushing.put(record.key(), text);
      }
      text.append(record.value());
      CommittingStore committing = context().getStateStore("committing");
      committing.append(record.key(), record.value());
      context().forward(record);
    }
  }

  private static Topology appending() {
    return new Topology()
        .addSource("in", new StringDeserializer(), new StringDeserializer(), "state-in")
        .addProcessor(
            "append",
            new ProcessorSupplier<String, String, String, String>() {
              @Override
              public Processor<String, String, String, String> get() {
                return new Appending();
              }

              @Override
              public Set<StoreBuilder<?>> stores() {
                return Set.of(
                    new LiveStore.Builder<String, StringBuilder>(
                        "flushing",
                        Serdes.String(),
                        text -> text.toString().getBytes(UTF_8),
                        Duration.ofMinutes(1),
                        (objects, bytes, nanos) -> {}),
                    new CommittingBuilder(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("committing"),
                                Serdes.String(),
                                Serdes.ByteArray())
                            .withCachingDisabled()
                            .withLoggingEnabled(Map.of())));
              }
            },
            "in")
        .addSink("out", "state-out", new StringSerializer(), new StringSerializer(), "append");
  }

  /** The counter-test of {@link LiveStore#flushCache}: the other hook forgets. */
  @Test
  void stateIsInTheTransactionWhenItIsFlushedAndLostWhenItIsWrittenAtTheCommit() throws Exception {
    Topic<String, String> in =
        new Topic<>("state-in", Serdes.String(), Serdes.String(), false, Map.of());
    admin
        .createTopics(
            List.of(
                new NewTopic("state-in", 1, (short) 1), new NewTopic("state-out", 1, (short) 1)))
        .all()
        .get();
    Properties properties = new Properties();
    properties.put("application.id", "appending");
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    properties.put("processing.guarantee", "exactly_once_v2");
    properties.put("commit.interval.ms", 100);
    properties.put("auto.offset.reset", "earliest");
    properties.put("state.dir", directory.resolve("appending").toString());
    Map<String, String> expected = new TreeMap<>();
    try (KafkaStreams streams = new KafkaStreams(appending(), properties)) {
      streams.start();
      for (int i = 0; i < 500; i++) {
        io.send(in, "key-" + i % 7, i + " ");
        expected.merge("key-" + i % 7, i + " ", String::concat);
      }
      io.flush();
      await().atMost(PATIENCE).until(() -> io.readAll("state-out").size() == 500);

      // What a crash at this moment would leave: all records are done, so none is read again.
      assertThat(texts("appending-flushing-changelog")).isEqualTo(expected);
      assertThat(texts("appending-committing-changelog")).isEmpty();
    }
  }

  private static Map<String, String> texts(String topic) {
    Map<String, String> last = new TreeMap<>();
    io.readAll(topic)
        .forEach(
            record -> last.put(new String(record.key(), UTF_8), new String(record.value(), UTF_8)));
    return last;
  }

  /** The monitors of a version that had neither shadows nor lanes: as far as their state goes. */
  private static Topology earlier(ModelCatalog models) {
    MonitoringMetrics metrics = new MonitoringMetrics(new SimpleMeterRegistry());
    PlanLibrary library = new PlanLibrary();
    StoreBuilder<?> monitors =
        new LiveStore.Builder<AssetKey, MonitoredAsset>(
                PlanRole.IN_FORCE.monitors(),
                Topics.MEASUREMENTS.keySerde(),
                asset -> StoredMonitor.of(asset).write(),
                Duration.ofMinutes(1),
                metrics::flushed)
            .withLoggingEnabled(Map.of());
    StoreBuilder<?> documents =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(PlanRole.IN_FORCE.documents()),
                Serdes.String(),
                Serdes.String())
            .withCachingDisabled()
            .withLoggingEnabled(Map.of());
    return new Topology()
        .addSource(
            "readings",
            Topics.MEASUREMENTS.keySerde().deserializer(),
            Topics.MEASUREMENTS.valueSerde().deserializer(),
            Topics.MEASUREMENTS.name())
        .addSource(
            "plans",
            Topics.PLANS.keySerde().deserializer(),
            Topics.PLANS.valueSerde().deserializer(),
            Topics.PLANS.name())
        .addProcessor(
            "monitor", () -> new EarlierProcessor(models, library, metrics), "readings", "plans")
        .addStateStore(monitors, "monitor")
        .addStateStore(documents, "monitor")
        .addSink(
            "health",
            Topics.HEALTH.name(),
            Topics.HEALTH.keySerde().serializer(),
            Topics.HEALTH.valueSerde().serializer(),
            "monitor");
  }

  private static final class EarlierProcessor
      extends ContextualProcessor<AssetKey, Object, AssetKey, HealthAssessment> {
    private final ModelCatalog models;
    private final PlanLibrary library;
    private final MonitoringMetrics metrics;

    @SuppressWarnings("NullAway.Init") // before the first record
    private PlannedMonitors monitors;

    EarlierProcessor(ModelCatalog models, PlanLibrary library, MonitoringMetrics metrics) {
      this.models = models;
      this.library = library;
      this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<AssetKey, HealthAssessment> context) {
      super.init(context);
      monitors =
          PlannedMonitors.open(PlanRole.IN_FORCE, context, library, metrics, (asset, stored) -> {});
    }

    @Override
    public void process(Record<AssetKey, Object> record) {
      if (record.value() instanceof MonitoringPlanRelease release) {
        monitors.take(record.key(), release);
      } else if (record.value() instanceof Measurements readings) {
        AssetMonitor monitor = Objects.requireNonNull(monitors.monitor(record.key())).monitor();
        Conclusions conclusions = monitor.accept(readings, models);
        ConclusionMessages.health(
                record.key(), new Concluded(monitor.plan().id(), 1, "", conclusions))
            .forEach(health -> context().forward(record.withValue(health)));
      }
    }
  }

  @Test
  void monitorsOfAVersionWithoutShadowsAndLanesGoOn() throws Exception {
    List<Topic<?, ?>> known =
        List.of(Topics.MEASUREMENTS, Topics.PLANS, Topics.MODELS, Topics.HEALTH);
    admin
        .createTopics(
            known.stream()
                .map(topic -> new NewTopic(topic.name(), 1, (short) 1).configs(topic.settings()))
                .toList())
        .all()
        .get();
    StreamProcessorsConfig config =
        StreamProcessorsConfig.of(kafka.bootstrapServers(), directory.resolve("streams"))
            .withTopicPartitions(1)
            .withCommitInterval(Duration.ofMillis(100));
    Properties properties = new Properties();
    properties.put("application.id", config.applicationId());
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    properties.put("processing.guarantee", "exactly_once_v2");
    properties.put("commit.interval.ms", 100);
    properties.put("main.consumer.group.instance.id", config.instanceId());
    properties.put("main.consumer.session.timeout.ms", 6_000);
    properties.put("default.timestamp.extractor", ArrivalTime.class.getName());
    properties.put("state.dir", config.stateDirectory().toString());
    io.send(Topics.MODELS, "acme/wear-failure", Pumps.failureModel());
    io.send(Topics.MODELS, "acme/wear-life", Pumps.lifeModel());
    io.send(Topics.PLANS, Pumps.pump(1), Pumps.release(Pumps.pump(1), Pumps.plan(1)));
    io.flush();
    hours(0, 20);
    try (KafkaStreams before = new KafkaStreams(earlier(Pumps.models()), properties)) {
      before.start();
      await().atMost(PATIENCE).until(() -> io.readAll(Topics.HEALTH.name()).size() == 19);
    }

    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (StreamProcessors now = StreamProcessors.start(config, registry)) {
      assertThat(now.awaitRunning(PATIENCE)).isTrue();
      io.send(Topics.SHADOW_PLANS, Pumps.pump(1), Pumps.release(Pumps.pump(1), Pumps.plan(2)));
      io.flush();
      await().atMost(PATIENCE).until(() -> shadows(registry) == 1);
      hours(20, 60);
      await().atMost(PATIENCE).until(() -> io.readAll(Topics.HEALTH.name()).size() >= 59);
      assertThat(now.status().assetsMonitored()).isEqualTo(1);
    }
    AssetMonitor reference = new AssetMonitor(Pumps.pump(1), MonitoringPlan.parse(Pumps.plan(1)));
    List<HealthAssessment> expected = new ArrayList<>();
    for (int hour = 0; hour < 60; hour++) {
      Conclusions conclusions = reference.accept(Pumps.readings(1, hour), Pumps.models());
      expected.addAll(
          ConclusionMessages.health(Pumps.pump(1), new Concluded("pump-wear", 1, "", conclusions)));
    }
    assertThat(io.values(Topics.HEALTH)).isEqualTo(expected);
    assertThat(io.values(Topics.CORRECTIONS)).isEmpty();
    assertThat(io.values(Topics.SHADOW)).isNotEmpty();
  }

  private static double shadows(SimpleMeterRegistry registry) {
    return registry.get("millwright.streams.shadow.assets.monitored").gauge().value();
  }

  private static void hours(int from, int to) {
    for (int hour = from; hour < to; hour++) {
      io.send(Topics.MEASUREMENTS, Pumps.pump(1), Pumps.readings(1, hour));
    }
    io.flush();
  }
}
