package io.millwright.models.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.Quality;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.detection.State;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualPointsTest {
  private static final AssetKey FILTER = AssetKey.of("demo", "filter-1");
  private static final long START = 1_767_225_600_000_000L;

  private static final MonitoringPlan PLAN =
      MonitoringPlan.parse(
          """
          id: filter
          version: 1
          assetClass: filter
          title: A filter
          scan: {period: PT1M, lateness: PT0S, unknownAfterScans: 4, baselineScans: 3}
          points:
            - {name: dirt, unit: "%", range: [0, 100], expression: "100 * dp / 2"}
            - {name: dp, unit: bar, range: [0, 5], expression: "'p-in' - p2", description: pressure drop}
            - {name: p-in, unit: bar, range: [0, 16]}
            - {name: p2, unit: bar, range: [0, 16]}
          descriptors:
            - {points: [dirt, dp], kinds: [last, mean3]}
          detectors:
            - {name: dirty, kind: static-limit, point: dp, descriptor: mean3, direction: high, alert: 1}
          """);

  private final AssetMonitor monitor = new AssetMonitor(FILTER, PLAN);

  private Conclusions scan(int minute, double in, double out, Quality quality) {
    MeasurementsBuilder readings = Measurements.builder(FILTER, "mqtt:filter");
    long time = START + minute * PumpPlan.MINUTE;
    readings.add("p-in", time, in, quality);
    if (!Double.isNaN(out)) {
      readings.add("p2", time, out);
    }
    // Nobody can measure what is computed.
    readings.add("dp", time, 4.5);
    monitor.accept(readings.build(), PumpPlan.MODELS);
    return monitor.advanceTo(time + PumpPlan.MINUTE, PumpPlan.MODELS);
  }

  private static double value(Conclusions conclusions, String name) {
    DescriptorVector vector = conclusions.descriptors().get(0);
    return vector.values()[vector.names().indexOf(name)];
  }

  private static boolean uncertain(Conclusions conclusions, String name) {
    DescriptorVector vector = conclusions.descriptors().get(0);
    return vector.uncertain()[vector.names().indexOf(name)];
  }

  @Test
  void areComputedBehindThoseThatTheyUseAndJudgedLikeOthers() {
    Conclusions first = scan(0, 6, 5.5, Quality.GOOD);
    assertThat(value(first, "dp/last")).isCloseTo(0.5, within(1e-12));
    assertThat(value(first, "dirt/last")).isCloseTo(25, within(1e-12));
    assertThat(monitor.counts().unknownPoint()).isEqualTo(1);

    scan(1, 6, 4.5, Quality.GOOD);
    Conclusions dirty = scan(2, 6, 4, Quality.GOOD);
    assertThat(dirty.stateChanges()).singleElement().matches(it -> it.state() == State.ALERT);
  }

  @Test
  void areGapsWhereWhatTheyUseIsOneOrTheyAreOutOfRange() {
    assertThat(value(scan(0, 6, Double.NaN, Quality.GOOD), "dp/last")).isNaN();
    assertThat(value(scan(1, 5, 6, Quality.GOOD), "dp/last")).isNaN();
    assertThat(value(scan(2, 6, 5, Quality.BAD), "dirt/last")).isNaN();
    Conclusions right = scan(3, 6, 5, Quality.GOOD);
    assertThat(value(right, "dp/mean3")).isEqualTo(1);
    assertThat(right.descriptors().get(0).goodShare()[0]).isEqualTo(1);
    assertThat(List.of(right.descriptors().get(0).goodShare()[1])).containsExactly(1f / 3);
  }

  @Test
  void areUncertainWhereWhatTheyUseIs() {
    assertThat(uncertain(scan(0, 6, 5, Quality.UNCERTAIN), "dirt/last")).isTrue();
    assertThat(uncertain(scan(1, 6, 5, Quality.GOOD), "dirt/last")).isFalse();
  }
}
