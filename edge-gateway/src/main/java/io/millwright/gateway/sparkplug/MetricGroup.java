package io.millwright.gateway.sparkplug;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the last birth of an edge node itself, or of one of its devices, has named. */
final class MetricGroup {
  private static final int LONGEST_TEXT = 2_000;

  private final AssetKey asset;
  private final Map<String, KnownMetric> byName;

  /** False from an NBIRTH until the device's own birth. */
  private boolean born = true;

  MetricGroup(AssetKey asset, Map<String, KnownMetric> byName) {
    this.asset = asset;
    this.byName = byName;
  }

  AssetKey asset() {
    return asset;
  }

  @Nullable KnownMetric byName(String name) {
    return byName.get(name);
  }

  Collection<KnownMetric> metrics() {
    return byName.values();
  }

  int size() {
    return byName.size();
  }

  boolean born() {
    return born;
  }

  void awaitBirth() {
    born = false;
  }

  /** The last values, as of {@code timeMicros} known to be no longer true. */
  List<Measurements> stale(String source, long sequence, long timeMicros, long receivedTimeMicros) {
    List<Measurements> batches = new ArrayList<>(1);
    Measurements.Builder batch = null;
    for (KnownMetric metric : metrics()) {
      if (metric.point() == null || !metric.hasLastValue()) {
        continue;
      }
      if (batch == null || batch.size() == Readings.MAX_BATCH) {
        if (batch != null) {
          batches.add(batch.build());
        }
        batch =
            Measurements.builder(asset, source)
                .sourceSequence(sequence)
                .receivedTimeMicros(receivedTimeMicros);
      }
      batch.add(metric.point(), timeMicros, metric.lastValue(), Quality.STALE);
    }
    if (batch != null) {
      batches.add(batch.build());
    }
    return batches;
  }

  /** The points and their units, for people. */
  String described() {
    List<String> points = new ArrayList<>();
    int length = 0;
    for (KnownMetric metric : metrics()) {
      if (metric.point() == null) {
        continue;
      }
      String point =
          metric.unit() == null ? metric.point() : metric.point() + " [" + metric.unit() + "]";
      length += point.length() + 2;
      if (length > LONGEST_TEXT) {
        points.add("...");
        break;
      }
      points.add(point);
    }
    return size() + " metrics; points: " + String.join(", ", points);
  }
}
