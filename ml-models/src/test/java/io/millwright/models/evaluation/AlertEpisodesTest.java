package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AlertEpisodesTest {
  private static final AlertEpisodes.Lead LEAD = new AlertEpisodes.Lead(1, 24);

  private static AlertEpisodes judged(double[] alerts, double... failures) {
    return AlertEpisodes.of(alerts, failures, 0, 1_000, LEAD);
  }

  private static double[] at(double... hours) {
    return hours;
  }

  @Test
  void anEpisodeThatBeginsADayToAnHourBeforeIsRight() {
    assertThat(judged(at(76), 100).hits()).isOne();
    assertThat(judged(at(99), 100).leadHours()).containsExactly(1.0);
    assertThat(judged(at(75.9), 100))
        .returns(1, AlertEpisodes::falseEpisodes)
        .returns(1, AlertEpisodes::misses);
  }

  @Test
  void onlyItsBeginCounts() {
    AlertEpisodes tooEarly = judged(at(70, 80, 90), 100);

    assertThat(tooEarly).returns(0, AlertEpisodes::hits).returns(1, AlertEpisodes::falseEpisodes);
    assertThat(judged(at(50, 80), 100))
        .as("a day apart, they are two")
        .returns(1, AlertEpisodes::hits)
        .returns(1, AlertEpisodes::falseEpisodes);
    assertThat(judged(at(80, 85, 99), 100))
        .returns(1, AlertEpisodes::hits)
        .returns(0, AlertEpisodes::falseEpisodes);
  }

  @Test
  void whatComesTooLateToPlanIsMissed() {
    AlertEpisodes late = judged(at(99.5, 200), 100, 200);

    assertThat(late)
        .returns(0, AlertEpisodes::hits)
        .returns(2, AlertEpisodes::misses)
        .returns(2, AlertEpisodes::late)
        .returns(0, AlertEpisodes::falseEpisodes);
  }

  @Test
  void aFailureEndsItsEpisode() {
    assertThat(judged(at(90, 105), 100, 120)).returns(2, AlertEpisodes::hits);
  }

  @Test
  void whatCannotBeJudgedAtTheEndsIsNotCounted() {
    assertThat(judged(at(), 23).misses()).as("its alert might have come before").isZero();
    assertThat(judged(at(), 24).misses()).isOne();
    assertThat(judged(at(5), 20))
        .returns(0, AlertEpisodes::hits)
        .returns(0, AlertEpisodes::falseEpisodes);
    assertThat(judged(at(977)).falseEpisodes()).as("its failure may come").isZero();
    assertThat(judged(at(976)).falseEpisodes()).isOne();
    assertThat(judged(at(-5), 1_001)).isEqualTo(AlertEpisodes.NONE);
  }

  @Test
  void figuresAreOfAllEpisodesTogether() {
    AlertEpisodes all =
        judged(at(80, 300, 500), 100, 510, 800).plus(judged(at(795), 800)).watched(1_461);

    assertThat(all.precision()).isEqualTo(3 / 4.0);
    assertThat(all.recall()).isEqualTo(3 / 4.0);
    assertThat(all.f1()).isEqualTo(3 / 4.0);
    assertThat(all.medianLeadHours()).isEqualTo(10);
    assertThat(all.falseAlertsPerMachineMonth()).isCloseTo(0.5, within(1e-12));
    assertThat(AlertEpisodes.NONE.medianLeadHours()).isNaN();
  }
}
