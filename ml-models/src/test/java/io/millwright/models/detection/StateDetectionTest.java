package io.millwright.models.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.operation.Regime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateDetectionTest {
  private static final List<String> NAMES = List.of("p/last", "q/last");

  private final List<StateChange> changes = new ArrayList<>();
  private long time;

  private static Detector high(String name, String point, int scans) {
    return Detector.ofValue(
        name, point, "last", new Limits(true, 10, 20, 2), Timing.inARow(scans), 5);
  }

  private static StateDetection detection(List<Detector> detectors) {
    return new StateDetection(new DetectorSet(detectors, NAMES, 1), 7);
  }

  private void values(StateDetection detection, double... values) {
    for (double value : values) {
      time += 10;
      detection.evaluate(
          DescriptorVector.good(time, NAMES, new double[] {value, value}),
          Regime.STEADY,
          0,
          true,
          changes::add);
    }
  }

  private List<State> states() {
    return changes.stream().map(StateChange::state).toList();
  }

  @Test
  void passesThroughTheStatesAsTheValueRises() {
    StateDetection detection = detection(List.of(high("h", "p", 1)));
    values(detection, 5, 10, 10.001, 20, 20.001);

    assertThat(states()).containsExactly(State.NORMAL, State.ALERT, State.ALARM);
    assertThat(changes.get(2))
        .isEqualTo(new StateChange("p", 50, State.ALARM, State.ALERT, "h", 20.001, 20, ""));
  }

  @Test
  void comesBackOnlyBehindTheDeadband() {
    StateDetection detection = detection(List.of(high("h", "p", 1)));
    values(detection, 25, 18.5, 17.9, 8.5, 7.9);

    assertThat(states()).containsExactly(State.ALARM, State.ALERT, State.NORMAL);
    assertThat(changes.get(2).limit()).isEqualTo(10);
  }

  @Test
  void aLowLimitIsTheMirrorOfAHighOne() {
    Detector low =
        Detector.ofValue("l", "p", "last", new Limits(false, 10, 5, 1), Timing.inARow(1), 5);
    StateDetection detection = detection(List.of(low));
    values(detection, 12, 10, 9, 4, 5.5, 6.1, 10.5, 11.1);

    assertThat(states())
        .containsExactly(State.NORMAL, State.ALERT, State.ALARM, State.ALERT, State.NORMAL);
  }

  @Test
  void aNewStateMustHoldForTheDetectorsScans() {
    StateDetection detection = detection(List.of(high("h", "p", 3)));
    values(detection, 5, 15, 15, 5, 15, 15);
    assertThat(states()).containsExactly(State.NORMAL);

    values(detection, 25);
    assertThat(states()).containsExactly(State.NORMAL, State.ALERT);

    values(detection, 25, 25, 25);
    assertThat(states()).containsExactly(State.NORMAL, State.ALERT, State.ALARM);
  }

  @Test
  void whileValuesAreMissingNothingSetsOrClears() {
    StateDetection detection = detection(List.of(high("h", "p", 3)));
    values(detection, 5, 15, 15, Double.NaN, Double.NaN);
    assertThat(states()).containsExactly(State.NORMAL);

    values(detection, 15);
    assertThat(states()).containsExactly(State.NORMAL, State.ALERT);
  }

  @Test
  void aSilentPointBecomesUnknownAtTheScanTheRuleSays() {
    StateDetection detection = detection(List.of(high("h", "p", 1)));
    values(detection, 15, Double.NaN, Double.NaN);
    detection.skip(2, 40, 10, changes::add);
    assertThat(states()).containsExactly(State.ALERT);

    detection.skip(1_000_000, 60, 10, changes::add);

    assertThat(states()).containsExactly(State.ALERT, State.UNKNOWN);
    assertThat(changes.get(1).timeMicros()).isEqualTo(60);
    assertThat(changes.get(1).value()).isNaN();
    assertThat(detection.worst()).isEqualTo(State.UNKNOWN);
  }

  @Test
  void aPointHasTheWorstStateOfItsDetectors() {
    Detector strict =
        Detector.ofValue("strict", "p", "last", Limits.above(3, Double.NaN), Timing.inARow(1), 5);
    StateDetection detection = detection(List.of(strict, high("h", "p", 1), high("q", "q", 1)));
    values(detection, 5, 25);

    assertThat(detection.stateOf(0)).isEqualTo(State.ALARM);
    assertThat(detection.worst()).isEqualTo(State.ALARM);
    assertThat(changes)
        .filteredOn(change -> change.point().equals("p"))
        .extracting(StateChange::detector)
        .containsExactly("strict", "h");
  }

  private static StateDetection timed(Timing timing) {
    return detection(List.of(Detector.ofValue("h", "p", "last", Limits.above(10, 20), timing, 5)));
  }

  @Test
  void someOfTheLastScansAreEnoughWhereTheTimingSaysSo() {
    StateDetection detection = timed(new Timing(3, 5, 2, false));
    values(detection, 5, 15, 5, 15, 5);
    assertThat(states()).containsExactly(State.NORMAL);

    values(detection, 15);
    assertThat(states()).containsExactly(State.NORMAL, State.ALERT);

    values(detection, 5, 15, 5);
    assertThat(detection.worst()).isEqualTo(State.ALERT);
    values(detection, 5);
    assertThat(detection.worst()).isEqualTo(State.NORMAL);
  }

  @Test
  void aStateEndsAfterAsManyScansAsItsTimingSays() {
    StateDetection detection = timed(new Timing(1, 1, 3, false));
    values(detection, 25, 15, 5, Double.NaN);
    assertThat(states()).containsExactly(State.ALARM);

    values(detection, 15);
    assertThat(states()).as("an alert was among the last three").endsWith(State.ALERT);
    values(detection, 5, 5, 5);
    assertThat(states()).containsExactly(State.ALARM, State.ALERT, State.NORMAL);
  }

  @Test
  void aLatchedStateLastsUntilMaintenanceEndsIt() {
    StateDetection detection = timed(new Timing(1, 1, 1, true));
    values(detection, 15, 5, 5);
    assertThat(states()).containsExactly(State.ALERT);

    values(detection, 25, 5);
    detection.reset(1_000, changes::add);
    assertThat(states()).containsExactly(State.ALERT, State.ALARM, State.NORMAL);

    values(detection, 15);
    assertThat(detection.worst()).isEqualTo(State.ALERT);
  }
}
