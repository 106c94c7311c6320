package io.millwright.models.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a monitor says that time alone changes something, and not before. */
class TimeAloneTest {
  private static final long SECOND = 1_000_000;
  private static final long BASE = 1_705_708_800 * SECOND;
  private static final ModelCatalog NO_MODELS = (tenant, name) -> null;
  private static final AssetKey FAN = AssetKey.of("acme", "fan");
  private static final MonitoringPlan PLAN =
      MonitoringPlan.parse(
          """
          id: fan
          version: 1
          assetClass: fan
          title: A fan
          scan: {period: PT1M, lateness: PT4M, unknownAfterScans: 5}
          points:
            - {name: temperature, unit: Cel, range: [0, 200]}
            - {name: oil, unit: Cel, range: [0, 200]}
          descriptors:
            - {points: [temperature, oil], kinds: [last]}
          detectors:
            - {name: hot, kind: static-limit, point: temperature, descriptor: last, direction: high, alert: 80, alarm: 90}
            - {name: hot-oil, kind: static-limit, point: oil, descriptor: last, direction: high, alert: 80, alarm: 90}
          """);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void changesSomethingAtTheTimeThatIsSaidAndNothingBefore(long seed) {
    Random random = new Random(seed);
    AssetMonitor monitor = new AssetMonitor(FAN, PLAN);
    assertThat(monitor.nextByTimeAloneMicros()).isEqualTo(Long.MAX_VALUE);
    long now = BASE;
    int changes = 0;
    for (int round = 0; round < 300; round++) {
      for (int reading = random.nextInt(4); reading > 0; reading--) {
        long time = now - random.nextInt(300) * SECOND;
        String point = random.nextBoolean() ? "temperature" : "oil";
        Measurements one =
            Measurements.builder(FAN, "mqtt:1").add(point, time, random.nextInt(120)).build();
        monitor.accept(one, NO_MODELS);
      }
      for (int step = random.nextInt(8); step > 0; step--) {
        long due = monitor.nextByTimeAloneMicros();
        if (due == Long.MAX_VALUE) {
          break;
        }
        assertThat(due).isGreaterThan(monitor.reachedMicros());
        assertThat(monitor.advanceTo(due - 1, NO_MODELS)).isEqualTo(Conclusions.NONE);
        assertThat(monitor.advanceTo(due, NO_MODELS)).isNotEqualTo(Conclusions.NONE);
        assertThat(monitor.reachedMicros()).isEqualTo(due);
        changes++;
      }
      now = Math.max(now, monitor.reachedMicros()) + random.nextInt(600) * SECOND;
    }
    assertThat(changes).isGreaterThan(300);
    long due;
    while ((due = monitor.nextByTimeAloneMicros()) != Long.MAX_VALUE) {
      monitor.advanceTo(due, NO_MODELS);
    }
    assertThat(monitor.advanceTo(now + 1_000_000 * SECOND, NO_MODELS)).isEqualTo(Conclusions.NONE);
  }
}
