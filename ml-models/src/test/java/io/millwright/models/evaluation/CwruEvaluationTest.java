package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

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
    return new BearingSignal(seed, 1.5).noise(0.2);
  }

  /** Noise with a hump: what rings, but never in the rhythm of a bearing. */
  private static BearingSignal hum(long seed, double hz) {
    BearingSignal signal = noise(seed);
    for (int i = 0; i < 10; i++) {
      signal.sine(hz + 17.3 * i, 0.3);
    }
    return signal;
  }

  private static CwruEvaluation.Verdict verdict(List<CwruRecord> learned, CwruRecord record) {
    return new CwruDiagnosis(learned, BearingLimits.OF_300_TURNS).of(record);
  }

  @Test
  void countsWhatIsRightByClass() {
    CwruDiagnosis diagnosis = new CwruDiagnosis(List.of(), BearingLimits.OF_300_TURNS);
    CwruEvaluation evaluation =
        new CwruEvaluation(
            List.of(
                diagnosis.of(record("Normal_0", Fault.NONE, noise(1))),
                diagnosis.of(record("IR007_0", Fault.INNER_RACE, noise(2).innerRace(0.004))),
                diagnosis.of(record("OR007@6_0", Fault.OUTER_RACE, noise(3).outerRace(0.004))),
                diagnosis.of(
                    record("B007_0", Fault.BALL, new BearingSignal(4, 5).noise(0.2).ball(-0.004))),
                diagnosis.of(record("B014_0", Fault.BALL, noise(5)))));

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

  @Test
  void whatShowsNoLineIsToldByWhatItSoundsLike() {
    List<CwruRecord> learned =
        List.of(
            record("Normal_0", Fault.NONE, noise(1)),
            record("B014_0", Fault.BALL, hum(2, 2_000)),
            record("IR014_0", Fault.INNER_RACE, hum(3, 4_000)));

    CwruEvaluation.Verdict ball = verdict(learned, record("B014_1", Fault.BALL, hum(4, 2_050)));
    CwruEvaluation.Verdict healthy = verdict(learned, record("Normal_1", Fault.NONE, noise(5)));

    assertThat(ball.found()).isEqualTo(Fault.BALL);
    assertThat(ball.likeness().clarity()).isGreaterThan(2);
    assertThat(healthy.found()).isEqualTo(Fault.NONE);
  }

  @Test
  void linesThatAreClearerThanTheLikenessOutdoIt() {
    List<CwruRecord> learned =
        List.of(
            record("Normal_0", Fault.NONE, noise(1)),
            record("B014_0", Fault.BALL, hum(2, 2_000)),
            record("OR014_0", Fault.OUTER_RACE, hum(3, 2_400)));

    CwruEvaluation.Verdict race =
        verdict(
            learned,
            record(
                "IR007_1", Fault.INNER_RACE, new BearingSignal(6, 1.5).noise(0.05).innerRace(0)));

    assertThat(race.likeness().fault()).isNotEqualTo(Fault.INNER_RACE);
    assertThat(race.found()).isEqualTo(Fault.INNER_RACE);
  }

  @Test
  void aLikenessFromAfarDoesNotOutdoTheLines() {
    CwruRecord race = record("IR007_1", Fault.INNER_RACE, noise(6).innerRace(0));
    CwruRecord healthy = record("Normal_0", Fault.NONE, noise(1));
    CwruRecord healthyToo = record("Normal_2", Fault.NONE, noise(7));
    CwruRecord hum = record("B014_0", Fault.BALL, hum(2, 2_000));

    // The noise sounds most alike. Where one healthy bearing sounds like the other, it is too far.
    assertThat(verdict(List.of(healthy, hum), race).found()).isEqualTo(Fault.NONE);
    assertThat(verdict(List.of(healthy, healthyToo, hum), race).found())
        .isEqualTo(Fault.INNER_RACE);
  }

  @Test
  void noRecordIsComparedWithItself() {
    CwruRecord ball = record("B014_0", Fault.BALL, hum(2, 2_000));
    CwruRecord race = record("OR014_0", Fault.OUTER_RACE, hum(3, 4_000));

    CwruEvaluation.Verdict own = verdict(List.of(ball, race), ball);

    assertThat(own.likeness().fault()).isEqualTo(Fault.OUTER_RACE);
    assertThat(own.likeness().clarity()).isEqualTo(1);
    // No healthy bearing was learned, so none is said to be damaged for its sound alone.
    assertThat(own.found()).isEqualTo(Fault.NONE);
  }

  @Test
  void clarityIsTheRatioOfSquaredDistances() {
    CwruRecord near = record("B014_0", Fault.BALL, hum(2, 2_000));
    CwruRecord far = record("OR014_0", Fault.OUTER_RACE, hum(3, 4_000));
    CwruRecord tested = record("B014_1", Fault.BALL, hum(4, 2_050));

    double decibels = verdict(List.of(near, far), tested).likeness().decibels();
    double others = verdict(List.of(far), tested).likeness().decibels();

    assertThat(verdict(List.of(near, far), tested).likeness().clarity())
        .isCloseTo(Math.pow(others / decibels, 2), within(1e-9));
  }
}
