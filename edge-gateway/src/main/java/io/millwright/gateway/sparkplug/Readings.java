package io.millwright.gateway.sparkplug;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.Quality;
import io.millwright.gateway.quality.StatedUnits;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.PropertySet;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one message. Nothing of the session changes before {@link #commit}, so that a
 * message is used as a whole or not at all.
 *
 * <p>A historical value becomes a reading like any other, since all that follows goes by event
 * time; only the last known value, which a death marks as STALE, stays what it was, and a message
 * of nothing else takes the lane of old readings. Null is not zero: it is no reading.
 */
final class Readings {
  /** Of the longest names these stay below what one record of Kafka may have. */
  static final int MAX_BATCH = 5_000;

  private static final String QUALITY = "Quality";

  private final AssetKey asset;
  private final String source;
  private final long sequence;
  private final Payload payload;
  private final long receivedMicros;
  private final ReadingTimes times;
  private final StatedUnits units;

  private final List<Measurements> full = new ArrayList<>(0);
  private MeasurementsBuilder batch;

  private final KnownMetric[] live;
  private final double[] liveValues;
  private int liveCount;
  private int readings;

  /** How many for each reason, by its ordinal. */
  private final int[] skipped = new int[Skipped.values().length];

  private Readings(
      AssetKey asset, String source, long sequence, Incoming message, HostContext host) {
    this.asset = asset;
    this.source = source;
    this.sequence = sequence;
    this.payload = message.payload();
    this.receivedMicros = message.message().receivedTimeMicros();
    this.times = host.times();
    this.units = host.units();
    this.batch = newBatch();
    this.live = new KnownMetric[payload.getMetricsCount()];
    this.liveValues = new double[live.length];
  }

  /**
   * None yet.
   *
   * @param sequence number of the message within its source; 0 = it has none
   */
  static Readings of(AssetKey asset, Incoming message, long sequence, HostContext host) {
    return new Readings(asset, message.address().node().source(), sequence, message, host);
  }

  private MeasurementsBuilder newBatch() {
    return Measurements.builder(asset, source)
        .sourceSequence(sequence)
        .receivedTimeMicros(receivedMicros);
  }

  /**
   * Takes a metric.
   *
   * @param doubtful whether the name behind its alias is not certain
   */
  void add(KnownMetric known, Metric metric, boolean doubtful) throws UnusablePayloadException {
    String point = known.point();
    if (point == null) {
      skip(MetricValue.isText(known.type()) ? Skipped.TEXT : Skipped.NOT_NUMERIC);
    } else if (metric.getIsTransient()) {
      skip(Skipped.TRANSIENT);
    } else if (metric.getIsNull() || metric.getValueCase() == Metric.ValueCase.VALUE_NOT_SET) {
      skip(Skipped.NULL);
    } else {
      double value = MetricValue.number(known.name(), known.type(), metric);
      String unit = known.unit();
      if (!Double.isFinite(value)) {
        skip(Skipped.NOT_FINITE);
      } else if (unit != null && units.problem(asset, point, unit) != null) {
        skip(Skipped.UNIT);
      } else {
        add(known, point, unit, metric, value, doubtful);
      }
    }
  }

  private void skip(Skipped reason) {
    skipped[reason.ordinal()]++;
  }

  private void add(
      KnownMetric known,
      String point,
      @Nullable String unit,
      Metric metric,
      double value,
      boolean doubtful)
      throws UnusablePayloadException {
    if (batch.size() == MAX_BATCH) {
      full.add(batch.build());
      batch = newBatch();
    }
    Quality quality = metric.hasProperties() ? quality(metric.getProperties()) : Quality.GOOD;
    if (doubtful && quality == Quality.GOOD) {
      quality = Quality.UNCERTAIN;
    }
    batch.add(point, times.of(metric, payload, receivedMicros), value, quality);
    if (unit != null) {
      batch.statedUnit(point, unit);
    }
    readings++;
    if (!metric.getIsHistorical()) {
      live[liveCount] = known;
      liveValues[liveCount] = value;
      liveCount++;
    }
  }

  private static Quality quality(PropertySet properties) {
    int index = properties.getKeysList().indexOf(QUALITY);
    if (index < 0 || index >= properties.getValuesCount()) {
      return Quality.GOOD;
    }
    Payload.PropertyValue value = properties.getValues(index);
    return switch (value.getValueCase()) {
      case INT_VALUE -> Quality.ofCode(value.getIntValue());
      case LONG_VALUE -> Quality.ofCode((int) value.getLongValue());
      default -> Quality.UNCERTAIN;
    };
  }

  /** Remembers the last values, and counts what is no reading. */
  void commit(SparkplugMetrics metrics) {
    for (int i = 0; i < liveCount; i++) {
      KnownMetric known = live[i];
      if (known != null) {
        known.lastValue(liveValues[i]);
      }
    }
    for (Skipped reason : Skipped.values()) {
      metrics.skipped(reason, skipped[reason.ordinal()]);
    }
  }

  /** Whether all of them are historical, as a node says of what it had stored. */
  boolean historical() {
    return readings > 0 && liveCount == 0;
  }

  List<Measurements> batches() {
    if (full.isEmpty()) {
      return batch.size() == 0 ? List.of() : List.of(batch.build());
    }
    List<Measurements> all = new ArrayList<>(full);
    all.add(batch.build());
    return all;
  }
}
