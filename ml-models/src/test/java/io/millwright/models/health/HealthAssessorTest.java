package io.millwright.models.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.detection.Detector;
import io.millwright.models.detection.DetectorSet;
import io.millwright.models.detection.Limits;
import io.millwright.models.detection.State;
import io.millwright.models.detection.StateDetection;
import io.millwright.models.detection.Timing;
import io.millwright.models.health.HealthPlan.FailureMode;
import io.millwright.models.health.HealthPlan.From;
import io.millwright.models.health.HealthPlan.Symptom;
import io.millwright.models.operation.Regime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthAssessorTest {
  private static final double NO_PROGNOSIS = Double.NaN;
  private static final List<String> NAMES = List.of("p/last", "q/last");
  private static final DetectorSet DETECTORS =
      new DetectorSet(List.of(detector("p"), detector("q")), NAMES, 1);

  private static Detector detector(String point) {
    return Detector.ofValue(point, point, "last", Limits.above(1, 2), Timing.inARow(1), 5);
  }

  /** After one scan; ALERT above 1, ALARM above 2. */
  private static StateDetection states(double p, double q) {
    StateDetection states = new StateDetection(DETECTORS, 7);
    take(states, p, q);
    return states;
  }

  private static void take(StateDetection states, double p, double q) {
    DescriptorVector vector = DescriptorVector.good(1, NAMES, new double[] {p, q});
    states.evaluate(vector, Regime.STEADY, 0, true, change -> {});
  }

  private static Health assess(HealthPlan plan, StateDetection states, double lifeShare) {
    return new HealthAssessor(plan, DETECTORS, List.of(), 10)
        .assess(1, states, lifeShare, List.of(), false);
  }

  private static double index(HealthPlan plan, StateDetection states, double lifeShare) {
    return assess(plan, states, lifeShare).index();
  }

  @Test
  void weighsTheStatesOfThePoints() {
    HealthPlan plan = new HealthPlan(From.STATES, Map.of("p", 3.0, "q", 1.0), List.of());

    assertThat(index(plan, states(0, 0), NO_PROGNOSIS)).isEqualTo(1);
    assertThat(index(plan, states(1.5, 3), NO_PROGNOSIS)).isEqualTo(0.375);
    assertThat(index(plan, states(0, Double.NaN), NO_PROGNOSIS)).as("q is unknown").isEqualTo(1);
    assertThat(index(plan, states(Double.NaN, Double.NaN), NO_PROGNOSIS)).isNaN();
  }

  @Test
  void saysHowMuchOfItsInputsIsKnownAndHowOldItIs() {
    HealthPlan plan = new HealthPlan(From.STATES, Map.of("p", 3.0, "q", 1.0), List.of());
    StateDetection states = states(0, Double.NaN);
    assertThat(assess(plan, states, NO_PROGNOSIS))
        .extracting(Health::coverage, Health::ageMicros)
        .containsExactly(0.75, 0L);

    take(states, Double.NaN, 0);
    take(states, Double.NaN, 0);

    assertThat(assess(plan, states, NO_PROGNOSIS))
        .extracting(Health::coverage, Health::ageMicros)
        .containsExactly(1.0, 20L);
  }

  @Test
  void withoutWeightsTheWorstStateCounts() {
    HealthPlan plan = new HealthPlan(From.STATES, Map.of(), List.of());

    assertThat(index(plan, states(0, 1.5), NO_PROGNOSIS)).isEqualTo(0.5);
    assertThat(assess(plan, states(0, 3), 0.9).state()).isEqualTo(State.ALARM);
  }

  @Test
  void theRemainingLifeCountsWhenThePlanSaysSoAndThereIsOne() {
    HealthPlan plan = new HealthPlan(From.REMAINING_LIFE, Map.of(), List.of());

    assertThat(index(plan, states(3, 3), 0.7)).isEqualTo(0.7);
    assertThat(index(plan, states(0, 0), 1.3)).isEqualTo(1);
    assertThat(index(plan, states(3, 0), NO_PROGNOSIS)).isZero();
  }

  @Test
  void symptomsMakeAFailureModeLikelyEachByItsWeight() {
    FailureMode bearing =
        new FailureMode("bearing", List.of(new Symptom("p", 0.6), new Symptom("q", 0.4)));
    HealthPlan plan = new HealthPlan(From.FAILURE_MODES, Map.of(), List.of(bearing));

    Health both = assess(plan, states(3, 1.5), NO_PROGNOSIS);
    assertThat(both.likelihoods().get(0).value()).isCloseTo(1 - 0.4 * 0.8, within(1e-12));
    assertThat(both.likelihoods().get(0).coverage()).isEqualTo(1);
    assertThat(both.index()).isCloseTo(0.4 * 0.8, within(1e-12));

    Health one = assess(plan, states(3, Double.NaN), NO_PROGNOSIS);
    assertThat(one.likelihoods()).containsExactly(new Likelihood("bearing", 0.6, 0.6));
    assertThat(one.coverage()).isEqualTo(0.6);

    Health none = assess(plan, states(Double.NaN, Double.NaN), NO_PROGNOSIS);
    assertThat(none.likelihoods().get(0).value()).isNaN();
    assertThat(none.index()).isNaN();
  }

  @Test
  void aFaultyInstrumentMakesTheStateUnknownButHidesNoAlarmOfAnotherPoint() {
    HealthPlan plan = new HealthPlan(From.STATES, Map.of(), List.of());
    HealthAssessor assessor = new HealthAssessor(plan, DETECTORS, List.of(), 10);

    assertThat(assessor.assess(1, states(0, 0), NO_PROGNOSIS, List.of(), true).state())
        .isEqualTo(State.UNKNOWN);
    assertThat(assessor.assess(1, states(0, 3), NO_PROGNOSIS, List.of(), true).state())
        .isEqualTo(State.ALARM);
  }
}
