package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.models.prognosis.ModelCatalog;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.ValueMapper;
import org.apache.kafka.streams.kstream.ValueMapperWithKey;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
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
    StreamsBuilder builder = new StreamsBuilder(config);
    KStream<AssetKey, MonitorInput> inputs =
        from(builder, Topics.MEASUREMENTS, "measurements", MonitorInput.Readings::new)
            .merge(backfill(builder), named("with-backfill"))
            .merge(
                from(builder, Topics.EVENTS, "events", MonitorInput.Event::new),
                named("with-events"))
            .merge(
                from(builder, Topics.WORK_ORDERS, "work-orders", MonitorInput.WorkOrder::new),
                named("with-work-orders"))
            .merge(
                from(builder, Topics.WAVEFORMS, "waveforms", MonitorInput.Block::new),
                named("with-waveforms"))
            .merge(
                from(builder, Topics.ALARM_COMMANDS, "alarm-commands", MonitorInput.Command::new),
                named("with-alarm-commands"))
            .merge(plans(builder, Topics.PLANS, "plans", PlanRole.IN_FORCE), named("with-plans"))
            .merge(
                plans(builder, Topics.SHADOW_PLANS, "shadow-plans", PlanRole.SHADOW),
                named("with-shadow-plans"));

    inputs
        .filterNot(ConditionMonitoringTopology::addressed, named("wrongly-addressed"))
        .map((key, input) -> misaddressed(key, input, metrics), named("say-why-rejected"))
        .to(Topics.REJECTED.name(), produced(Topics.REJECTED, "rejected"));

    KStream<AssetKey, Outcome> all =
        inputs
            .filter(ConditionMonitoringTopology::addressed, named("rightly-addressed"))
            .process(new Monitors(models, metrics, flushOverdue, tickInterval), named("monitor"));
    KStream<AssetKey, Concluded> concluded = concluded(all, false, "in-force");
    KStream<AssetKey, Concluded> shadow = concluded(all, true, "in-shadow");
    all.flatMapValues(ConditionMonitoringTopology::ticks, named("write-ticks"))
        .to(Topics.EVENTS.name(), produced(Topics.EVENTS, "events"));
    if (publishDescriptors) {
      publish(concluded, ConclusionMessages::descriptors, Topics.DESCRIPTORS, "descriptors");
    }
    publish(concluded, ConclusionMessages::states, Topics.STATES, "states");
    publish(concluded, ConclusionMessages::health, Topics.HEALTH, "health");
    publish(concluded, ConclusionMessages::prognoses, Topics.PROGNOSES, "prognoses");
    publish(concluded, ConclusionMessages::findings, Topics.INSTRUMENTS, "instruments");
    publish(concluded, ConclusionMessages::alarms, Topics.ALARMS, "alarms");
    publish(concluded, ConclusionMessages::corrections, Topics.CORRECTIONS, "corrections");
    publish(concluded, ConclusionMessages::advisories, Topics.ADVISORIES, "advisories");
    publish(shadow, ConclusionMessages::shadow, Topics.SHADOW, "shadow");
    return builder.build();
  }

  private static KStream<AssetKey, Concluded> concluded(
      KStream<AssetKey, Outcome> all, boolean shadow, String name) {
    return all.flatMapValues(
        outcome ->
            outcome instanceof Concluded concluded && concluded.shadow() == shadow
                ? List.of(concluded)
                : List.of(),
        named(name));
  }

  private static List<AssetEvent> ticks(Outcome outcome) {
    return outcome instanceof Outcome.Tick tick ? List.of(tick.event()) : List.of();
  }

  private static <V> KStream<AssetKey, MonitorInput> from(
      StreamsBuilder builder,
      Topic<AssetKey, V> topic,
      String name,
      ValueMapper<V, MonitorInput> input) {
    return builder.stream(topic.name(), consumed(topic, name))
        .filter((key, value) -> value != null, named("present-" + name))
        .mapValues(input, named("take-" + name));
  }

  /** Read last; from here on with the time of its arrival, which is that of what comes of it. */
  private static KStream<AssetKey, MonitorInput> backfill(StreamsBuilder builder) {
    return builder.stream(
            Topics.BACKFILL.name(),
            consumed(Topics.BACKFILL, "backfill").withTimestampExtractor(new BackfillTime()))
        .processValues(Arrived::new, named("arrived-backfill"))
        .filter((key, value) -> value != null, named("present-backfill"))
        .mapValues(
            readings -> (MonitorInput) new MonitorInput.Readings(readings), named("take-backfill"));
  }

  private static final class Arrived
      extends ContextualFixedKeyProcessor<AssetKey, Measurements, Measurements> {
    @Override
    public void process(FixedKeyRecord<AssetKey, Measurements> record) {
      context().forward(record.withTimestamp(BackfillTime.arrival(record.timestamp())));
    }
  }

  /** Here no value has a meaning: the asset has no such plan any more. */
  private static KStream<AssetKey, MonitorInput> plans(
      StreamsBuilder builder,
      Topic<AssetKey, MonitoringPlanRelease> topic,
      String name,
      PlanRole role) {
    return builder.stream(topic.name(), consumed(topic, name))
        .mapValues(
            release -> (MonitorInput) new MonitorInput.Plan(role, release), named("take-" + name));
  }

  private static <M> void publish(
      KStream<AssetKey, Concluded> concluded,
      ValueMapperWithKey<AssetKey, Concluded, List<M>> messages,
      Topic<AssetKey, M> topic,
      String name) {
    concluded
        .flatMapValues(messages, named("write-" + name))
        .to(topic.name(), produced(topic, name));
  }

  private static boolean addressed(@Nullable AssetKey key, MonitorInput input) {
    return key != null && input.concerns(key);
  }

  private static KeyValue<String, RejectedMessage> misaddressed(
      AssetKey key, MonitorInput input, MonitoringMetrics metrics) {
    metrics.rejected();
    String source = "kafka:" + key;
    return KeyValue.pair(
        source,
        RejectingHandler.message(
            source,
            input.getClass().getSimpleName(),
            "the record is keyed '"
                + key
                + "', but its message is about another asset: key it tenant/asset",
            input.payload(),
            0));
  }

  private static <K, V> Consumed<K, V> consumed(Topic<K, V> topic, String name) {
    return Consumed.with(topic.keySerde(), topic.valueSerde()).withName("read-" + name);
  }

  private static <K, V> Produced<K, V> produced(Topic<K, V> topic, String name) {
    return Produced.with(topic.keySerde(), topic.valueSerde()).withName("to-" + name);
  }

  private static Named named(String name) {
    return Named.as(name);
  }

  /** The processor with its stores. */
  private static final class Monitors
      implements ProcessorSupplier<AssetKey, MonitorInput, AssetKey, Outcome> {
    private final PlanLibrary library = new PlanLibrary();
    private final ModelCatalog models;
    private final MonitoringMetrics metrics;
    private final Duration flushOverdue;
    private final Duration tickInterval;

    Monitors(
        ModelCatalog models,
        MonitoringMetrics metrics,
        Duration flushOverdue,
        Duration tickInterval) {
      this.models = models;
      this.metrics = metrics;
      this.flushOverdue = flushOverdue;
      this.tickInterval = tickInterval;
    }

    @Override
    public Processor<AssetKey, MonitorInput, AssetKey, Outcome> get() {
      return new MonitorProcessor(models, library, metrics, tickInterval);
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
