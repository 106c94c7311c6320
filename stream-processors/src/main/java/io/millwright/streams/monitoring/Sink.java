package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.AlarmEvent;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.Correction;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.InstrumentFinding;
import io.millwright.contracts.wire.Prognosis;
import io.millwright.contracts.wire.ShadowConclusion;
import io.millwright.contracts.wire.StateDetection;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Where the monitor writes one kind of message to.
 *
 * @param name of the node in the graph
 */
record Sink<M>(String name, String topic, Serializer<M> values) {
  /** Their messages are written by {@link DescriptorMessages}. */
  static final Sink<byte[]> DESCRIPTORS =
      new Sink<>("to-descriptors", Topics.DESCRIPTORS.name(), new ByteArraySerializer());

  static final Sink<StateDetection> STATES = of("to-states", Topics.STATES);
  static final Sink<HealthAssessment> HEALTH = of("to-health", Topics.HEALTH);
  static final Sink<Prognosis> PROGNOSES = of("to-prognoses", Topics.PROGNOSES);
  static final Sink<InstrumentFinding> INSTRUMENTS = of("to-instruments", Topics.INSTRUMENTS);
  static final Sink<AlarmEvent> ALARMS = of("to-alarms", Topics.ALARMS);
  static final Sink<Correction> CORRECTIONS = of("to-corrections", Topics.CORRECTIONS);
  static final Sink<Advisory> ADVISORIES = of("to-advisories", Topics.ADVISORIES);
  static final Sink<ShadowConclusion> SHADOW = of("to-shadow", Topics.SHADOW);

  /** Ticks, which come back as input. */
  static final Sink<AssetEvent> EVENTS = of("to-events", Topics.EVENTS);

  static final List<Sink<?>> ALL =
      List.of(
          DESCRIPTORS,
          STATES,
          HEALTH,
          PROGNOSES,
          INSTRUMENTS,
          ALARMS,
          CORRECTIONS,
          ADVISORIES,
          SHADOW,
          EVENTS);

  private static <M> Sink<M> of(String name, Topic<AssetKey, M> topic) {
    return new Sink<>(name, topic.name(), topic.valueSerde().serializer());
  }

  /** Adds it to a graph, behind a node. */
  void addTo(Topology graph, String parent) {
    graph.addSink(name, topic, Topics.MEASUREMENTS.keySerde().serializer(), values, parent);
  }

  /** Writes messages about the asset of a record, with its time. */
  void write(
      ProcessorContext<AssetKey, Object> context, Record<AssetKey, ?> record, List<M> messages) {
    for (int i = 0; i < messages.size(); i++) {
      context.forward(record.withValue(messages.get(i)), name);
    }
  }
}
