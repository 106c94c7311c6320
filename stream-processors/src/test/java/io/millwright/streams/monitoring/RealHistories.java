package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.models.dataset.CmapssFd001;
import io.millwright.models.dataset.CmapssUnit;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Engines of C-MAPSS FD001 that ran to failure: what the engine alone concludes from them, and
 * disturbed copies that must lead to the same.
 */
public final class RealHistories {
  private static final int ENGINES = 6;

  /** 2020-01-01T00:00:00Z. */
  private static final long START = 1_577_836_800_000_000L;

  private static final int LATENESS_HOURS = 6;

  private static final String PLAN =
      """
      id: turbofan
      version: 1
      assetClass: turbofan
      title: Turbofan engine
      scan: {period: PT1H, lateness: PT6H, baselineScans: 20}
      points:
        - {name: T50, unit: "[degR]", range: [900, 2200]}
        - {name: Ps30, unit: "[psi]", range: [5, 100]}
        - {name: phi, unit: "[lb_av]/s/[psi]", range: [50, 900]}
        - {name: Nc, unit: /min, range: [0, 15000]}
      descriptors:
        - {points: [T50, Ps30, phi, Nc], kinds: [mean5, drift20]}
      detectors:
        - {name: T50-high, kind: static-limit, point: T50, descriptor: mean5, direction: high, alert: 1414, alarm: 1424, deadband: 2, scans: 3}
        - {name: phi-low, kind: static-limit, point: phi, descriptor: mean5, direction: low, alert: 520.8, alarm: 519.9, deadband: 0.2, scans: 3}
        - {name: Ps30-up, kind: deviation, point: Ps30, descriptor: mean5, learnScans: 40, floor: 0.05, side: high, alert: 4, alarm: 8}
        - {name: Nc-off, kind: deviation, point: Nc, descriptor: mean5, learnScans: 40, floor: 2, side: both, alert: 4, alarm: 8}
      advisories:
        - rule: hotter
          failureMode: hpc-degradation
          when: {detectors: {of: [T50-high, phi-low], atLeast: 1, level: ALERT}}
          persistenceScans: 3
          clearScans: 3
          priority: 3
          title: "Compressor degrading"
          explanation: "{asset} degrades. {states}"
          recommendedAction: Wash the compressor.
        - rule: far-from-normal
          failureMode: off-design
          when: {detectors: {of: [Ps30-up, Nc-off], atLeast: 1, level: ALERT}}
          persistenceScans: 2
          clearScans: 5
          priority: 2
          title: "Far from its normal"
          explanation: "{asset} is far from normal. {states}"
          recommendedAction: Inspect by borescope.
      """;

  private final Map<AssetKey, CmapssUnit> engines =
      new TreeMap<>(Comparator.comparing(AssetKey::toString));

  /** A message and where it comes in. */
  public record Arrival(
      Topic<AssetKey, Measurements> topic, AssetKey asset, Measurements readings, double hour) {}

  private RealHistories(List<CmapssUnit> units) {
    for (CmapssUnit unit : units.subList(0, ENGINES)) {
      engines.put(AssetKey.of("fleet", "engine-" + unit.number()), unit);
    }
  }

  public static RealHistories load() {
    return new RealHistories(CmapssFd001.load().training());
  }

  public Map<AssetKey, MonitoringPlanRelease> plans() {
    Map<AssetKey, MonitoringPlanRelease> plans = new HashMap<>();
    engines.keySet().forEach(asset -> plans.put(asset, Pumps.release(asset, PLAN)));
    return plans;
  }

  /** What the engine alone concludes, cycle by cycle. */
  public Map<String, List<Advisory>> advisories() {
    MonitoringPlan plan = MonitoringPlan.parse(PLAN);
    List<Advisory> all = new ArrayList<>();
    engines.forEach(
        (asset, unit) -> {
          AssetMonitor monitor = new AssetMonitor(asset, plan);
          for (int cycle = 1; cycle <= unit.cycles(); cycle++) {
            all.addAll(
                MonitoredReference.advisories(
                    asset,
                    plan,
                    monitor.accept(unit.measurements(asset, START, cycle), ModelCatalog.EMPTY)));
          }
        });
    return byAsset(all);
  }

  public static Map<String, List<Advisory>> byAsset(List<Advisory> advisories) {
    Map<String, List<Advisory>> byAsset = new TreeMap<>();
    for (Advisory advisory : advisories) {
      byAsset.computeIfAbsent(advisory.getAsset(), absent -> new ArrayList<>()).add(advisory);
    }
    return byAsset;
  }

  /**
   * A copy in which some cycles share a message, others come in parts, all come late by up to what
   * the plan waits and so in any order, half of them twice or long after once more, and every other
   * engine by the lane of old readings.
   */
  public List<Arrival> disturbed(long seed) {
    Random random = new Random(seed);
    List<Arrival> arrivals = new ArrayList<>();
    engines.forEach(
        (asset, unit) -> {
          Topic<AssetKey, Measurements> topic =
              unit.number() % 2 == 0 ? Topics.BACKFILL : Topics.MEASUREMENTS;
          int cycle = 1;
          while (cycle <= unit.cycles()) {
            int cycles = Math.min(1 + random.nextInt(4), unit.cycles() + 1 - cycle);
            for (Measurements part : parts(asset, unit, cycle, cycles, random)) {
              double soonest = cycle + cycles - 1;
              double latest = cycle + LATENESS_HOURS;
              double hour = soonest + random.nextDouble() * (latest - soonest);
              arrivals.add(new Arrival(topic, asset, part, hour));
              if (random.nextBoolean()) {
                double again = hour + random.nextDouble() * (random.nextBoolean() ? 2 : 60);
                arrivals.add(new Arrival(topic, asset, part, again));
              }
            }
            cycle += cycles;
          }
        });
    arrivals.sort(Comparator.comparingDouble(Arrival::hour));
    return arrivals;
  }

  /** The readings of some cycles, all together or by their points, each reading in one part. */
  private static List<Measurements> parts(
      AssetKey asset, CmapssUnit unit, int cycle, int cycles, Random random) {
    int count = 1 + random.nextInt(2);
    List<MeasurementsBuilder> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(Measurements.builder(asset, "mqtt:fleet"));
    }
    for (int i = cycle; i < cycle + cycles; i++) {
      Measurements whole = unit.measurements(asset, START, i);
      for (int reading = 0; reading < whole.size(); reading++) {
        parts
            .get(random.nextInt(count))
            .add(whole.point(reading), whole.timeMicros(reading), whole.value(reading));
      }
    }
    return parts.stream().map(MeasurementsBuilder::build).filter(it -> it.size() > 0).toList();
  }
}
