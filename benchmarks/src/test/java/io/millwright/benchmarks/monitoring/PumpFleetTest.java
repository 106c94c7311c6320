package io.millwright.benchmarks.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.models.detection.State;
import io.millwright.models.health.Health;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.plan.MonitoringPlan.Point;
import io.millwright.models.prognosis.ModelCatalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PumpFleetTest {
  /** Kinds whose sensors drift or get stuck: while they do, less is known. */
  private static final Set<Integer> BAD_SENSOR = Set.of(41, 53);

  private static final Shape EACH_SCAN = new Shape(100, 60, 1);

  @Test
  void sendsWhatThePlanMeasuresAndNothingElse() {
    PumpFleet fleet = new PumpFleet(1);

    Measurements record = MeasurementsSerde.decode(fleet.record(new Shape(9, 1, 10), 8, 3));

    assertThat(record.points())
        .containsExactlyInAnyOrderElementsOf(
            fleet.plan().points().stream().filter(Point::measured).map(Point::name).toList());
    assertThat(record.size()).isEqualTo(10 * PumpFleet.POINTS);
  }

  @Test
  void sendsTheSameForTheSameSeedAndOtherNoiseForAnother() {
    byte[] record = new PumpFleet(1).record(EACH_SCAN, 5, 2);

    assertThat(new PumpFleet(1).record(EACH_SCAN, 5, 2)).isEqualTo(record);
    assertThat(new PumpFleet(2).record(EACH_SCAN, 5, 2)).isNotEqualTo(record);
    assertThat(new PumpFleet(1).record(EACH_SCAN, 105, 2)).isNotEqualTo(record);
  }

  /** What is measured is an engine that has learned: most pumps are well, and a few are not. */
  @Test
  void hasLearnedAndAFewPumpsAreDamaged() {
    PumpFleet fleet = new PumpFleet(1);
    List<byte[]> settled = fleet.settled(60);
    Map<State, Integer> states = new HashMap<>();

    for (int pump = 0; pump < settled.size(); pump++) {
      AssetMonitor monitor =
          AssetMonitor.restore(PumpFleet.asset(pump), fleet.plan(), settled.get(pump));
      Health health = null;
      for (int number = 0; number < 5; number++) {
        Measurements record = MeasurementsSerde.decode(fleet.record(EACH_SCAN, pump, number));
        for (Health each : monitor.accept(record, ModelCatalog.EMPTY).health()) {
          health = each;
        }
      }
      assertThat(health).isNotNull();
      states.merge(health.state(), 1, Integer::sum);
      assertThat(health.coverage())
          .as("pump %d", pump)
          .isGreaterThan(BAD_SENSOR.contains(pump) ? 0.3 : 0.9);
      assertThat(monitor.counts().late() + monitor.counts().outOfRange()).isZero();
    }

    assertThat(states.getOrDefault(State.NORMAL, 0)).isGreaterThan(50);
    assertThat(states.getOrDefault(State.ALERT, 0) + states.getOrDefault(State.ALARM, 0))
        .isBetween(3, 8);
  }
}
