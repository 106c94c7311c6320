package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.models.prognosis.ModelCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The graph of the condition monitoring.
 *
 * <pre>
 * telemetry.measurements.v1 ------+                              +-> condition.descriptors.v1
 * telemetry.backfill.v1 (last) ---+                              +-> condition.states.v1
 * telemetry.waveforms.v1 ---------+                              +-> condition.health.v1
 * telemetry.events.v1 <-ticks-+---+                              +-> condition.prognoses.v1
 * maintenance.work-orders.v1 -----+--> monitor (one an asset) ---+-> condition.instruments.v1
 * maintenance.alarm-commands.v1 --+    store asset-monitors      +-> condition.alarms.v1
 * maintenance.plans.v1 -----------+    store plan-documents      +-> condition.corrections.v1
 * maintenance.shadow-plans.v1 ----+    store shadow-monitors     +-> maintenance.advisories.v1
 *                                 |    store shadow-documents    +-> condition.shadow.v1 (all that shadows say)
 *                                 |
 *                                 +--> telemetry.rejected.v1 (says another asset than its key)
 * </pre>
 */
public final class ConditionMonitoringTopology {
  /** Compaction of the change logs in small steps: a crash replays what is not compacted yet. */
  private static final Map<String, String> CHANGE_LOG =
      Map.of(
          "segment.bytes", "67108864",
          "segment.ms", "60000",
          "min.cleanable.dirty.ratio", "0.2",
          "max.message.bytes", "8388608");

  /** Names of nodes. */
  static final String MONITOR = "monitor";

  static final String REJECTED = "to-rejected";

  private ConditionMonitoringTopology() {}

  /**
   * The graph.
   *
   * @param publishDescriptors whether condition.descriptors.v1 is written
   * @param flushOverdue how long changed state may stay unwritten before the store refuses to go on
   * @param tickInterval how often silent assets are looked for; zero = never
   */
  public static Topology build(
      TopologyConfig config,
      ModelCatalog models,
      MonitoringMetrics metrics,
      boolean publishDescriptors,
      Duration flushOverdue,
      Duration tickInterval) {
    Topology graph = new Topology(config);
    Sources sources = new Sources(graph, metrics);
    sources.add("measurements", Topics.MEASUREMENTS, MonitorInput.Readings::new);
    sources.add("backfill", Topics.BACKFILL, MonitorInput.Readings::new, new BackfillTime());
    sources.add("events", Topics.EVENTS, MonitorInput.Event::new);
    sources.add("work-orders", Topics.WORK_ORDERS, MonitorInput.WorkOrder::new);
    sources.add("waveforms", Topics.WAVEFORMS, MonitorInput.Block::new);
    sources.add("alarm-commands", Topics.ALARM_COMMANDS, MonitorInput.Command::new);
    sources.addPlans("plans", Topics.PLANS, PlanRole.IN_FORCE);
    sources.addPlans("shadow-plans", Topics.SHADOW_PLANS, PlanRole.SHADOW);
    graph.addProcessor(
        MONITOR,
        new Monitors(models, metrics, publishDescriptors, flushOverdue, tickInterval),
        sources.intakes());
    graph.addSink(
        REJECTED,
        Topics.REJECTED.name(),
        Topics.REJECTED.keySerde().serializer(),
        Topics.REJECTED.valueSerde().serializer(),
        sources.intakes());
    for (Sink<?> sink : Sink.ALL) {
      sink.addTo(graph, MONITOR);
    }
    return graph;
  }

  /** What is read, each topic with the node that takes its messages in. */
  private static final class Sources {
    private final Topology graph;
    private final MonitoringMetrics metrics;
    private final List<String> intakes = new ArrayList<>();

    Sources(Topology graph, MonitoringMetrics metrics) {
      this.graph = graph;
      this.metrics = metrics;
    }

    String[] intakes() {
      return intakes.toArray(String[]::new);
    }

    <V> void add(String name, Topic<AssetKey, V> topic, Function<V, MonitorInput> input) {
      add(name, topic, input, new ArrivalTime());
    }

    <V> void add(
        String name,
        Topic<AssetKey, V> topic,
        Function<V, MonitorInput> input,
        TimestampExtractor time) {
      addNullable(name, topic, value -> value == null ? null : input.apply(value), time);
    }

    /** Here no value has a meaning: the asset has no such plan any more. */
    void addPlans(String name, Topic<AssetKey, MonitoringPlanRelease> topic, PlanRole role) {
      addNullable(name, topic, release -> new MonitorInput.Plan(role, release), new ArrivalTime());
    }

    private <V> void addNullable(
        String name,
        Topic<AssetKey, V> topic,
        Function<@Nullable V, @Nullable MonitorInput> input,
        TimestampExtractor time) {
      String source = "read-" + name;
      String intake = "take-" + name;
      graph.addSource(
          AutoOffsetReset.earliest(),
          source,
          time,
          topic.keySerde().deserializer(),
          topic.valueSerde().deserializer(),
          topic.name());
      graph.addProcessor(intake, () -> new Intake<>(input, metrics), source);
      intakes.add(intake);
    }
  }

  /** The processor with its stores. */
  private static final class Monitors
      implements ProcessorSupplier<AssetKey, MonitorInput, AssetKey, Object> {
    private final PlanLibrary library = new PlanLibrary();
    private final ModelCatalog models;
    private final MonitoringMetrics metrics;
    private final boolean publishDescriptors;
    private final Duration flushOverdue;
    private final Duration tickInterval;

    Monitors(
        ModelCatalog models,
        MonitoringMetrics metrics,
        boolean publishDescriptors,
        Duration flushOverdue,
        Duration tickInterval) {
      this.models = models;
      this.metrics = metrics;
      this.publishDescriptors = publishDescriptors;
      this.flushOverdue = flushOverdue;
      this.tickInterval = tickInterval;
    }

    @Override
    public Processor<AssetKey, MonitorInput, AssetKey, Object> get() {
      return new MonitorProcessor(models, library, metrics, publishDescriptors, tickInterval);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      Set<StoreBuilder<?>> stores = new HashSet<>();
      for (PlanRole role : PlanRole.values()) {
        stores.add(monitors(role));
        stores.add(documents(role));
      }
      return stores;
    }

    private StoreBuilder<?> monitors(PlanRole role) {
      return new LiveStore.Builder<AssetKey, MonitoredAsset>(
              role.monitors(),
              Topics.MEASUREMENTS.keySerde(),
              asset -> StoredMonitor.of(asset).write(),
              flushOverdue,
              metrics::flushed)
          .withChanges(MonitoredAsset::takeChanges)
          .withLoggingEnabled(CHANGE_LOG);
    }

    private static StoreBuilder<?> documents(PlanRole role) {
      return Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(role.documents()), Serdes.String(), Serdes.String())
          .withCachingDisabled()
          .withLoggingEnabled(CHANGE_LOG);
    }
  }
}
