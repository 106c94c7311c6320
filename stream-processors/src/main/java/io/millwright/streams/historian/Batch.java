package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.Prognosis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction writes: readings, evaluations, and how far the topics are read with them.
 */
final class Batch {
  private final List<Measurements> measurements = new ArrayList<>();
  private final Map<Moment, Condition> conditions = new LinkedHashMap<>();

  /** In one order for all instances, so that two of them cannot block each other. */
  private final Map<TopicPartition, Long> nextOffsets =
      new TreeMap<>(
          Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));

  private int readings;

  /** An asset at an event time, in microseconds since 1970-01-01T00:00:00Z. */
  record Moment(AssetKey asset, long timeMicros) {}

  /** One evaluation; null = nothing said about it here. */
  static final class Condition {
    @Nullable Double healthIndex;
    @Nullable Integer state;
    @Nullable Prognosis prognosis;
  }

  void add(Measurements batch) {
    measurements.add(batch);
    readings += batch.size();
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
    return conditions.computeIfAbsent(new Moment(asset, timeMicros), absent -> new Condition());
  }

  void readUpTo(TopicPartition partition, long nextOffset) {
    nextOffsets.put(partition, nextOffset);
  }

  List<Measurements> measurements() {
    return measurements;
  }

  Map<Moment, Condition> conditions() {
    return conditions;
  }

  Map<TopicPartition, Long> nextOffsets() {
    return nextOffsets;
  }

  /** Its size, for the limit of a transaction. */
  int rows() {
    return readings + conditions.size();
  }

  boolean isEmpty() {
    return nextOffsets.isEmpty();
  }
}
