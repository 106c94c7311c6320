package io.millwright.gateway.sparkplug;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.Quality;
import io.millwright.gateway.quality.StatedUnits;
import io.millwright.gateway.reading.Shown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the last birth of an edge node itself, or of one of its devices, has named. */
final class MetricGroup {
  private static final int LONGEST_TEXT = 2_000;
  private static final String AND_MORE = ", and more";

  private final AssetKey asset;
  private final Map<String, KnownMetric> byName;

  /** False from an NBIRTH until the device's own birth. */
  private boolean born = true;

  /** Whether its edge node is the one that writes the asset. */
  private boolean claimed;

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

  boolean claimed() {
    return claimed;
  }

  void claimed(boolean now) {
    claimed = now;
  }

  void awaitBirth() {
    born = false;
  }

  /** The last values, as of {@code timeMicros} known to be no longer true. */
  List<Measurements> stale(
      String source, long sequence, long timeMicros, long receivedTimeMicros, StatedUnits units) {
    List<Measurements> batches = new ArrayList<>(1);
    MeasurementsBuilder batch = null;
    for (KnownMetric metric : metrics()) {
      String point = metric.point();
      if (point == null || !metric.hasLastValue() || unitProblem(metric, point, units) != null) {
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
      batch.add(point, timeMicros, metric.lastValue(), Quality.STALE);
      if (metric.unit() != null) {
        batch.statedUnit(point, metric.unit());
      }
    }
    if (batch != null) {
      batches.add(batch.build());
    }
    return batches;
  }

  private @Nullable String unitProblem(KnownMetric metric, String point, StatedUnits units) {
    return metric.unit() == null ? null : units.problem(asset, point, metric.unit());
  }

  /** The points and their units, and what is no reading, for people. */
  String described(StatedUnits units) {
    StringBuilder points = new StringBuilder();
    StringBuilder others = new StringBuilder();
    for (KnownMetric metric : metrics()) {
      String point = metric.point();
      if (point != null) {
        append(points, point + unit(metric, point, units));
      } else if (!BirthReader.isControl(metric.name())) {
        append(others, Shown.text(metric.name()) + " (" + MetricValue.nameOf(metric.type()) + ")");
      }
    }
    return size()
        + " metrics; points: "
        + points
        + (others.isEmpty() ? "" : "; no readings: " + others);
  }

  private String unit(KnownMetric metric, String point, StatedUnits units) {
    if (metric.unitText() == null) {
      return "";
    }
    String problem = unitProblem(metric, point, units);
    return " ["
        + metric.unitText()
        + (metric.unit() == null ? ", which is not understood" : "")
        + (problem == null ? "" : ", not kept: " + problem)
        + "]";
  }

  private static void append(StringBuilder list, String entry) {
    if (list.indexOf(AND_MORE) >= 0) {
      return;
    }
    if (list.length() + entry.length() > LONGEST_TEXT) {
      list.append(AND_MORE);
    } else {
      list.append(list.isEmpty() ? "" : ", ").append(entry);
    }
  }
}
