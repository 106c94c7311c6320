package io.millwright.models.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.detection.State;
import io.millwright.models.detection.StateDetection;
import io.millwright.models.detection.StaticLimit;
import io.millwright.models.detection.Timing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthAssessorTest {
  private static final double NO_PROGNOSIS = Double.NaN;

  private static StateDetection states(double p, double q) {
    StateDetection states =
        new StateDetection(
            List.of(
                new StaticLimit("p", "p", "last", true, 1, 2, 0, Timing.inARow(1)),
                new StaticLimit("q", "q", "last", true, 1, 2, 0, Timing.inARow(1))),
            List.of("p/last", "q/last"),
            5);
    DescriptorVector vector =
        DescriptorVector.good(1, List.of("p/last", "q/last"), new double[] {p, q});
    states.evaluate(vector, change -> {});
    return states;
  }

  private static double index(HealthPlan plan, StateDetection states, double lifeShare) {
    return HealthAssessor.assess(plan, 1, states, lifeShare, Map.of()).index();
  }

  @Test
  void weighsTheStatesOfThePoints() {
    HealthPlan plan = new HealthPlan(false, Map.of("p", 3.0, "q", 1.0));

    assertThat(index(plan, states(0, 0), NO_PROGNOSIS)).isEqualTo(1);
    assertThat(index(plan, states(1.5, 3), NO_PROGNOSIS)).isEqualTo(0.375);
    assertThat(index(plan, states(0, Double.NaN), NO_PROGNOSIS)).as("q is unknown").isEqualTo(1);
    assertThat(index(plan, states(Double.NaN, Double.NaN), NO_PROGNOSIS)).isNaN();
  }

  @Test
  void withoutWeightsTheWorstStateCounts() {
    HealthPlan plan = new HealthPlan(false, Map.of());

    assertThat(index(plan, states(0, 1.5), NO_PROGNOSIS)).isEqualTo(0.5);
    assertThat(HealthAssessor.assess(plan, 1, states(0, 3), 0.9, Map.of()).state())
        .isEqualTo(State.ALARM);
  }

  @Test
  void theRemainingLifeCountsWhenThePlanSaysSoAndThereIsOne() {
    HealthPlan plan = new HealthPlan(true, Map.of());

    assertThat(index(plan, states(3, 3), 0.7)).isEqualTo(0.7);
    assertThat(index(plan, states(0, 0), 1.3)).isEqualTo(1);
    assertThat(index(plan, states(3, 0), NO_PROGNOSIS)).isZero();
  }
}
