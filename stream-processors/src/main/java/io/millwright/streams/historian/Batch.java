package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.Prognosis;
import io.millwright.contracts.wire.StateDetection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What one transaction writes, and how far the topics are read with it. */
final class Batch {
  private final List<ReadingColumns> measurements = new ArrayList<>();
  private final List<ReadingColumns> descriptors = new ArrayList<>();
  private final List<StateDetection> states = new ArrayList<>();
  private final List<AssetEvent> events = new ArrayList<>();
  private final List<WaveformRow> waveforms = new ArrayList<>();
  private final List<SetAside> setAside = new ArrayList<>();
  private final Map<Moment, Condition> conditions = new LinkedHashMap<>();

  /** In one order for all instances, so that two of them cannot block each other. */
  private final Map<TopicPartition, Long> nextOffsets =
      new TreeMap<>(
          Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));

  private int rows;
  private int unreadable;

  /** An asset at an event time, in microseconds since 1970-01-01T00:00:00Z. */
  record Moment(AssetKey asset, long timeMicros) {}

  /** One evaluation; null = nothing said about it here. */
  static final class Condition {
    @Nullable Double healthIndex;
    @Nullable Integer state;
    @Nullable Prognosis prognosis;
  }

  void add(Measurements batch) {
    measurements.add(new MeasurementColumns(batch));
    rows += batch.size();
  }

  void add(DescriptorColumns descriptors) {
    if (descriptors.size() > 0) {
      this.descriptors.add(descriptors);
      rows += descriptors.size();
    }
  }

  void add(StateDetection change) {
    states.add(change);
    rows++;
  }

  void add(AssetEvent event) {
    events.add(event);
    rows++;
  }

  void add(WaveformRow waveform) {
    waveforms.add(waveform);
    rows += waveform.weight();
  }

  void add(SetAside refused) {
    setAside.add(refused);
    rows++;
  }

  /** A record that says nothing that could be stored. */
  void passOver() {
    unreadable++;
  }

  void add(HealthAssessment health) {
    Condition condition =
        condition(AssetKey.of(health.getTenant(), health.getAsset()), health.getTimeMicros());
    condition.healthIndex = Double.isNaN(health.getHealthIndex()) ? null : health.getHealthIndex();
    condition.state = health.getStateValue();
  }

  /** Of several failure modes the likeliest is kept. */
  void add(Prognosis prognosis) {
    Condition condition =
        condition(
            AssetKey.of(prognosis.getTenant(), prognosis.getAsset()), prognosis.getTimeMicros());
    if (condition.prognosis == null
        || prognosis.getFailureProbability() >= condition.prognosis.getFailureProbability()) {
      condition.prognosis = prognosis;
    }
  }

  private Condition condition(AssetKey asset, long timeMicros) {
    rows++;
    return conditions.computeIfAbsent(new Moment(asset, timeMicros), absent -> new Condition());
  }

  void readUpTo(TopicPartition partition, long nextOffset) {
    nextOffsets.put(partition, nextOffset);
  }

  List<ReadingColumns> measurements() {
    return measurements;
  }

  List<ReadingColumns> descriptors() {
    return descriptors;
  }

  List<StateDetection> states() {
    return states;
  }

  List<AssetEvent> events() {
    return events;
  }

  List<WaveformRow> waveforms() {
    return waveforms;
  }

  List<SetAside> setAside() {
    return setAside;
  }

  int unreadable() {
    return unreadable;
  }

  Map<Moment, Condition> conditions() {
    return conditions;
  }

  Map<TopicPartition, Long> nextOffsets() {
    return nextOffsets;
  }

  /** Its size, for the limit of a transaction. */
  int rows() {
    return rows;
  }

  boolean isEmpty() {
    return nextOffsets.isEmpty();
  }
}
