package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.TenantId;
import io.millwright.models.dataset.CmapssUnit;
import io.millwright.models.history.RunToFailure;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.training.Fd001Training;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final TenantId TENANT = new TenantId("demo");
  private static final Fd001Training.Result TRAINED = Fd001Models.TRAINED;

  private static List<RunToFailure> heldBackAndHealthy() {
    List<RunToFailure> histories = new ArrayList<>();
    for (CmapssUnit unit : Fd001Models.DATA.heldBack()) {
      histories.add(Fd001Training.failing(TENANT, unit, 1_767_225_600_000_000L));
    }
    for (CmapssUnit unit : Fd001Models.DATA.healthyEnds()) {
      histories.add(Fd001Training.cutOff(TENANT, unit, 1_767_225_600_000_000L));
    }
    return histories;
  }

  @Test
  void foreseesTheFailuresOfEnginesThatNoTuningHasSeen() {
    EvaluationReport report =
        Evaluation.run(
            TRAINED.plan(), TRAINED.models(), heldBackAndHealthy(), Fd001Training.TOO_EARLY_HOURS);

    assertThat(report.assets()).hasSize(40);
    assertThat(report.failures()).isEqualTo(20);
    assertThat(report.foreseen()).as("%s", report).isGreaterThanOrEqualTo(19);
    assertThat(report.medianLeadHours()).isBetween(15.0, 60.0);
    assertThat(report.falseAdvisories()).isLessThanOrEqualTo(1);
    assertThat(report.duplicates()).isZero();
  }

  @Test
  void foreseesMostFailuresOfTheLearningEnginesByModelsThatHadNotSeenThem() {
    EvaluationReport report = TRAINED.crossValidation();

    assertThat(report.failures()).isEqualTo(80);
    assertThat(report.foreseen()).as("%s", report).isGreaterThanOrEqualTo(78);
    assertThat(report.falseAdvisories()).isLessThanOrEqualTo(2);
    assertThat(report.duplicates()).isZero();
  }

  @Test
  void withoutModelsNothingIsForeseen() {
    EvaluationReport report =
        Evaluation.run(TRAINED.plan(), ModelCatalog.EMPTY, heldBackAndHealthy(), 75);

    assertThat(report.foreseen()).isZero();
    assertThat(report.medianLeadHours()).isNaN();
  }

  @Test
  void countsAdvisoriesOnSurvivorsAndThoseThatComeTooEarlyAsFalse() {
    EvaluationReport report =
        EvaluationReport.of(
            List.of(
                new EvaluationReport.Asset("good", true, 1, 75),
                new EvaluationReport.Asset("early", true, 1, 75.5),
                new EvaluationReport.Asset("missed", true, 0, Double.NaN),
                new EvaluationReport.Asset("twice", true, 3, 20),
                new EvaluationReport.Asset("survivor", false, 2, Double.NaN)),
            75);

    assertThat(report.failures()).isEqualTo(4);
    assertThat(report.foreseen()).isEqualTo(2);
    assertThat(report.falseAdvisories()).isEqualTo(3);
    assertThat(report.duplicates()).isEqualTo(3);
    assertThat(report.leadHours()).containsExactly(20.0, 75.0, 75.5);
    assertThat(report.medianLeadHours()).isEqualTo(75);
  }
}
