package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.millwright.models.dataset.CwruRecord;
import io.millwright.models.dataset.CwruRecord.Fault;
import io.millwright.models.spectrum.BearingLimits;
import io.millwright.models.spectrum.BearingSignal;
import java.util.List;
import org.junit.jupiter.api.Test;

class CwruEvaluationTest {
  private static CwruRecord record(String name, Fault fault, BearingSignal signal) {
    return new CwruRecord(name, fault, 0, signal.block(), 60 * BearingSignal.SHAFT_HZ);
  }

  private static BearingSignal noise(long seed) {
    return new BearingSignal(seed, 10).noise(0.2);
  }

  @Test
  void countsWhatIsRightByClass() {
    List<CwruRecord> records =
        List.of(
            record("Normal_0", Fault.NONE, noise(1)),
            record("IR007_0", Fault.INNER_RACE, noise(2).innerRace(0.004)),
            record("OR007@6_0", Fault.OUTER_RACE, noise(3).outerRace(0.004)),
            record("B007_0", Fault.BALL, noise(4).ball(-0.004)),
            record("B014_0", Fault.BALL, noise(5)));

    CwruEvaluation evaluation = CwruEvaluation.run(records, BearingLimits.OF_300_TURNS);

    assertThat(evaluation.accuracyByClass())
        .containsExactly(
            entry(Fault.NONE, 1.0),
            entry(Fault.INNER_RACE, 1.0),
            entry(Fault.BALL, 0.5),
            entry(Fault.OUTER_RACE, 1.0));
    assertThat(evaluation.accuracy()).isEqualTo(0.8);
    assertThat(evaluation.verdicts().get(4).found()).isEqualTo(Fault.NONE);
    assertThat(new CwruEvaluation(List.of()).accuracy()).isNaN();
  }
}
