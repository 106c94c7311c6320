package io.millwright.models.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.advisory.Advisory;
import io.millwright.models.detection.State;
import io.millwright.models.detection.StateChange;
import io.millwright.models.instrument.InstrumentFinding;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an asset keeps of what is known about it when its plan is tuned. */
class UnderAnotherPlanTest {
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");
  private static final long START = 1_767_225_600_000_000L;
  private static final long MINUTE = 60_000_000;
  private static final int LEARNED = 120;

  private static final String YAML =
      """
      id: fan
      version: 1
      assetClass: fan
      title: A fan
      scan: {period: PT1M, lateness: PT0S, maxAhead: PT10M, unknownAfterScans: 4, baselineScans: 30}
      points:
        - {name: load, unit: "%", range: [-5, 200]}
        - {name: vibration, unit: mm/s, range: [0, 100]}
        - {name: vibration_n, unit: "1", range: [-50, 50], normalises: vibration}
      operation:
        point: load
        runsAbove: 5
        startScans: 5
        transient: {above: 15, scans: 2}
        holdScans: 10
        bins:
          - {point: load, edges: [60]}
        judged: [steady]
      instruments:
        - {points: [vibration], learnScans: 50, stuckScans: 20, jumpDeviations: 100}
      descriptors:
        - {points: [vibration, vibration_n], kinds: [last]}
      detectors:
        - {name: up, kind: deviation, point: vibration, descriptor: last, learnScans: 60, side: high, alert: 5, alarm: 30}
        - {name: up_n, kind: static-limit, point: vibration_n, descriptor: last, direction: high, alert: 5}
      health: {from: states}
      advisories:
        - rule: vibration
          failureMode: vibration
          when: {detectors: {of: [up], level: ALERT}}
          persistenceScans: 10
          clearScans: 5
          priority: 3
          title: "{asset} vibrates"
          explanation: "{states} What moved most: {movedMost}."
          recommendedAction: Look.
          checklist: [Look.]
      shelveAfterNoFault: PT1H
      """;

  private final Random random = new Random(7);
  private final List<StateChange> changes = new ArrayList<>();
  private final List<InstrumentFinding> findings = new ArrayList<>();
  private final List<Advisory> advisories = new ArrayList<>();
  private AssetMonitor monitor = new AssetMonitor(PUMP, MonitoringPlan.parse(YAML));
  private int minute;

  private void run(int minutes, double load, double vibration) {
    for (int i = 0; i < minutes; i++) {
      Conclusions conclusions =
          monitor.accept(
              Measurements.builder(PUMP, "test")
                  .add("load", START + minute * MINUTE, load + 0.1 * random.nextGaussian())
                  .add(
                      "vibration", START + minute * MINUTE, vibration + 0.1 * random.nextGaussian())
                  .build(),
              ModelCatalog.EMPTY);
      changes.addAll(conclusions.stateChanges());
      findings.addAll(conclusions.findings());
      advisories.addAll(conclusions.advisories());
      minute++;
    }
  }

  private void tune(String... wordsAndOthers) {
    String document = YAML;
    for (int i = 0; i < wordsAndOthers.length; i += 2) {
      assertThat(document).contains(wordsAndOthers[i]);
      document = document.replace(wordsAndOthers[i], wordsAndOthers[i + 1]);
    }
    monitor = monitor.under(MonitoringPlan.parse(document));
    changes.clear();
  }

  private List<State> statesOf(String subject) {
    return changes.stream()
        .filter(it -> it.point().equals(subject))
        .map(StateChange::state)
        .toList();
  }

  @Test
  void aTunedLimitGoesOnWithWhatWasLearned() {
    run(LEARNED, 80, 2);

    tune("alert: 5, alarm: 30", "alert: 6, alarm: 20");
    run(3, 80, 3.2);

    assertThat(statesOf("vibration")).containsExactly(State.ALERT);
  }

  @Test
  void aTunedLimitEndsAStateThatItDoesNotMean() {
    run(LEARNED, 80, 2);
    run(3, 80, 3.2);
    assertThat(statesOf("vibration")).endsWith(State.ALERT);

    tune("alert: 5, alarm: 30", "alert: 25, alarm: 30");
    run(3, 80, 3.2);

    assertThat(statesOf("vibration")).containsExactly(State.NORMAL);
  }

  @Test
  void aPointInsertedAboveTheOthersChangesNothingForThem() {
    run(LEARNED, 80, 2);

    tune("  - {name: load,", "  - {name: noise, unit: dB, range: [0, 150]}\n  - {name: load,");
    run(2, 80, 3.2);
    // Its sensor is known: it never showed the same for so long.
    for (int i = 0; i < 25; i++) {
      Conclusions conclusions =
          monitor.accept(
              Measurements.builder(PUMP, "test")
                  .add("load", START + minute * MINUTE, 80 + 0.1 * random.nextGaussian())
                  .add("vibration", START + minute++ * MINUTE, 3.2)
                  .build(),
              ModelCatalog.EMPTY);
      findings.addAll(conclusions.findings());
    }

    assertThat(statesOf("vibration")).containsExactly(State.ALERT);
    assertThat(statesOf("vibration_n")).containsExactly(State.ALERT);
    assertThat(findings).extracting(InstrumentFinding::point).containsExactly("vibration");
  }

  @Test
  void anotherUnitIsAnotherPoint() {
    run(LEARNED, 80, 2);

    tune("name: vibration, unit: mm/s", "name: vibration, unit: cm/s");
    run(30, 80, 0.2);

    assertThat(changes).isEmpty();
  }

  @Test
  void movedEdgesOfBinsAreLearnedAnew() {
    run(LEARNED, 80, 2);

    tune("edges: [60]", "edges: [70]");
    run(3, 80, 3.2);

    assertThat(statesOf("vibration")).isEmpty();
    assertThat(statesOf("vibration_n")).isEmpty();
  }

  @Test
  void aRuleDoesNotCountWhileNothingIsJudged() {
    run(LEARNED, 80, 2);
    run(5, 80, 3.2);
    run(30, 0, 0.5);
    assertThat(findings).isEmpty();
    assertThat(statesOf("vibration")).endsWith(State.ALERT);
    assertThat(advisories).isEmpty();

    run(20, 80, 3.2);

    assertThat(advisories).hasSize(1);
  }

  @Test
  void whatMovedIsNotComparedWithAMeanOfSeveralLoads() {
    run(LEARNED, 80, 2);
    run(20, 80, 3.2);

    assertThat(advisories).hasSize(1);
    assertThat(advisories.get(0).explanation())
        .contains("What moved most: vibration is 3.")
        .doesNotContain("when new");
  }

  @Test
  void aMachineMetRunningMayHaveJustStarted() {
    run(5, 80, 30);
    run(LEARNED, 80, 2);
    run(3, 80, 3.2);

    assertThat(statesOf("vibration")).containsExactly(State.NORMAL, State.ALERT);
  }
}
