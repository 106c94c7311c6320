package io.millwright.models.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.models.operation.OperationPlan.Bin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RegimeTrackerTest {
  /** Speed is point 0, load is point 1. */
  private static final OperationPlan PLAN =
      new OperationPlan(
          0, 50, 2, 100, 3, 2, List.of(new Bin(0, "speed", List.of(1_000.0, 2_000.0))));

  private RegimeTracker tracker = new RegimeTracker(PLAN);

  private void warm(double speed) {
    at(speed);
    at(speed);
    assertThat(at(speed)).isEqualTo(Regime.STEADY);
  }

  private Regime at(double speed) {
    tracker.evaluate(new double[] {speed, 10});
    return tracker.regime();
  }

  @Test
  void startsAfterItWasOffAndIsSteadyAfterItsTime() {
    assertThat(at(0)).isEqualTo(Regime.OFF);
    assertThat(at(50)).as("at the limit it is off").isEqualTo(Regime.OFF);
    assertThat(at(1_500)).isEqualTo(Regime.START);
    assertThat(at(1_500)).isEqualTo(Regime.START);
    assertThat(at(1_500)).isEqualTo(Regime.STEADY);
    assertThat(tracker.bin()).isEqualTo(1);
  }

  @Test
  void aMachineMetRunningMayHaveJustStarted() {
    assertThat(at(1_500)).isEqualTo(Regime.START);
    assertThat(at(1_500)).isEqualTo(Regime.START);
    assertThat(at(1_500)).isEqualTo(Regime.STEADY);
  }

  @Test
  void isChangingWhileItsSpeedHasMovedAndSteadyAgainWhenItStays() {
    warm(1_500);
    assertThat(at(1_560)).isEqualTo(Regime.STEADY);
    assertThat(at(1_700)).isEqualTo(Regime.TRANSIENT);
    assertThat(at(1_700)).isEqualTo(Regime.TRANSIENT);
    assertThat(at(1_700)).isEqualTo(Regime.STEADY);
  }

  @Test
  void dividesSteadyOperationIntoBins() {
    OperationPlan plan =
        new OperationPlan(
            0,
            50,
            0,
            Double.POSITIVE_INFINITY,
            2,
            2,
            List.of(
                new Bin(0, "speed", List.of(1_000.0)), new Bin(1, "load", List.of(25.0, 50.0))));
    RegimeTracker twoPoints = new RegimeTracker(plan);
    List<String> shown = new ArrayList<>();
    for (double[] point : new double[][] {{999, 10}, {1_000, 25}, {1_000, 50}}) {
      twoPoints.evaluate(point);
      shown.add(plan.shown(twoPoints.bin()));
    }

    assertThat(plan.binCount()).isEqualTo(6);
    assertThat(shown)
        .containsExactly(
            "speed below 1000.0, load below 25.0",
            "speed from 1000.0, load from 25.0 to 50.0",
            "speed from 1000.0, load from 50.0");
  }

  @Test
  void aSilentPointIsTakenToBeAsItWasForAWhile() {
    warm(1_500);
    assertThat(at(Double.NaN)).isEqualTo(Regime.STEADY);
    assertThat(at(Double.NaN)).isEqualTo(Regime.STEADY);
    assertThat(at(Double.NaN)).isEqualTo(Regime.UNKNOWN);
    assertThat(at(1_500)).isEqualTo(Regime.STEADY);
    tracker.skip(3);
    assertThat(tracker.regime()).isEqualTo(Regime.UNKNOWN);
  }

  @Test
  void withoutAPlanAMachineIsAlwaysSteady() {
    RegimeTracker always = new RegimeTracker(OperationPlan.ALWAYS_STEADY);
    always.evaluate(new double[0]);
    always.skip(1_000_000);
    assertThat(always.regime()).isEqualTo(Regime.STEADY);
    assertThat(OperationPlan.ALWAYS_STEADY.binCount()).isEqualTo(1);
  }

  @Test
  void goesOnFromItsBytesAsIfItHadNeverStopped() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    RegimeTracker whole = new RegimeTracker(PLAN);
    for (int i = 0; i < 2_000; i++) {
      double speed = random.nextInt(4) == 0 ? Double.NaN : random.nextInt(30) * 100;
      whole.evaluate(new double[] {speed, 1});
      tracker.evaluate(new double[] {speed, 1});
      tracker = copy(tracker);
      assertThat(tracker.regime()).isEqualTo(whole.regime());
      assertThat(tracker.bin()).isEqualTo(whole.bin());
    }
  }

  private static RegimeTracker copy(RegimeTracker tracker) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    tracker.write(new DataOutputStream(bytes));
    RegimeTracker copy = new RegimeTracker(PLAN);
    copy.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    return copy;
  }

  @Test
  void refusesMoreBinsThanBaselinesCanBeKeptFor() {
    List<Double> edges = List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
    List<Bin> bins = List.of(new Bin(0, "speed", edges), new Bin(1, "load", edges));

    assertThatThrownBy(() -> new OperationPlan(0, 50, 0, 1, 2, 0, bins))
        .hasMessageContaining("81 combinations of bins; at most 64");
  }
}
