package io.millwright.cmms.watchlist;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.cmms.asset.Criticality;
import io.millwright.cmms.watchlist.Risk.Basis;
import io.millwright.cmms.workorder.RaisedAdvisory;
import io.millwright.cmms.workorder.Reason;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RiskTest {
  @Test
  void isProbabilityTimesConsequence() {
    assertThat(new Risk(0.8, Basis.PROGNOSIS, Criticality.A).value()).isEqualTo(0.8);
    assertThat(new Risk(0.8, Basis.PROGNOSIS, Criticality.B).value()).isEqualTo(0.4);
    assertThat(new Risk(0.8, Basis.PROGNOSIS, Criticality.C).value())
        .isCloseTo(0.16, Assertions.within(1e-12));
    assertThat(new Risk(0.8, Basis.PROGNOSIS, null).value()).as("as class B").isEqualTo(0.4);
  }

  @Test
  void restsOnThePrognosisElseOnSymptomsElseOnThePriority() {
    assertThat(Risk.of(advisory(0.6, 0.9, 2), null))
        .isEqualTo(new Risk(0.6, Basis.PROGNOSIS, null));
    assertThat(Risk.of(advisory(null, 0.9, 2), null))
        .isEqualTo(new Risk(0.9, Basis.SYMPTOMS, null));
    assertThat(Risk.of(advisory(null, null, 1), null))
        .isEqualTo(new Risk(0.9, Basis.PRIORITY, null));
    assertThat(Risk.of(advisory(null, null, 5), null))
        .isEqualTo(new Risk(0.1, Basis.PRIORITY, null));
    assertThat(Risk.of(advisory(1.0000001, null, 5), null).probability()).isEqualTo(1);
  }

  @Test
  void aFurtherAdvisoryThatKnowsLessDoesNotChangeIt() {
    Risk prognosis = new Risk(0.6, Basis.PROGNOSIS, null);
    Risk symptoms = new Risk(0.9, Basis.SYMPTOMS, null);

    assertThat(prognosis.updated(symptoms)).isEqualTo(prognosis);
    assertThat(symptoms.updated(prognosis)).isEqualTo(prognosis);
    assertThat(prognosis.updated(new Risk(0.2, Basis.PROGNOSIS, null)).probability())
        .isEqualTo(0.2);
  }

  private static RaisedAdvisory advisory(
      @Nullable Double probability, @Nullable Double likelihood, int priority) {
    Instant at = Instant.EPOCH;
    return new RaisedAdvisory(
        "id",
        "pump-1",
        "wear",
        priority,
        at,
        at,
        "title",
        "",
        List.of(),
        new Reason(
            "id",
            "rule",
            "plan",
            1,
            List.of(),
            "",
            at,
            at,
            List.of(),
            List.of(),
            new Reason.Prognosis(null, probability, null, null, null),
            List.of(),
            at),
        likelihood);
  }
}
