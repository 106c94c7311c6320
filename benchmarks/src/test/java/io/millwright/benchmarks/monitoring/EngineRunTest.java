package io.millwright.benchmarks.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What an engine is fed is what is counted; never how fast. */
class EngineRunTest {
  @Test
  void evaluatesEachMessageThatEndsAScan() {
    EngineRun run = new EngineRun(new Shape(3, 60, 1), 1);

    EngineFigures figures = run.measure(0);

    assertThat(figures.readings()).isPositive().isEqualTo(used(run, 3));
    // Readings may be two scans late: those of the last scans are open still, before and behind.
    assertThat(figures.evaluations()).isEqualTo(figures.readings() / PumpFleet.POINTS);
    assertThat(EngineFigures.parse(figures.line())).isEqualTo(figures);
  }

  @Test
  void evaluatesOneScanInSixtyMessagesOfASecond() {
    EngineRun run = new EngineRun(new Shape(3, 1, 10), 1);

    EngineFigures figures = run.measure(0);

    assertThat(figures.readings()).isPositive().isEqualTo(used(run, 3));
    assertThat(figures.evaluations())
        .isBetween(
            figures.readings() / PumpFleet.POINTS / 60 - 3,
            figures.readings() / PumpFleet.POINTS / 60 + 9);
  }

  @Test
  void tellsWhatARowMissesAndWhatItMeets() {
    EngineResult few = result(100, 900_000_000);
    EngineResult many = result(1_000, 1_100_000_000);

    assertThat(EngineBench.goals(List.of(few, many)))
        .extracting(goal -> goal.verdict().toString())
        .containsExactly("met", "NOT MET", "met");
  }

  private static EngineResult result(int pumps, long nanosOfAMillion) {
    return new EngineResult(
        new Shape(pumps, 60, 1),
        List.of(
            new EngineFigures(
                1_000_000, nanosOfAMillion, nanosOfAMillion, nanosOfAMillion, 0, 0, 0, 0)),
        1,
        1);
  }

  private static long used(EngineRun run, int pumps) {
    long used = 0;
    for (int pump = 0; pump < pumps; pump++) {
      used += run.monitor(pump).counts().used() - PumpFleet.SETTLED_SCANS * PumpFleet.POINTS;
    }
    return used;
  }
}
