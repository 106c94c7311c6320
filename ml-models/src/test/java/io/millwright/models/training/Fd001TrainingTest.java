package io.millwright.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.advisory.Advisory;
import io.millwright.models.advisory.Condition;
import io.millwright.models.evaluation.Fd001Models;
import io.millwright.models.history.RunToFailure;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.TreeModel;
import io.millwright.models.release.ModelCard;
import io.millwright.models.tribuo.TreeParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class Fd001TrainingTest {
  private static final Fd001Training.Result TRAINED = Fd001Models.TRAINED;

  @Test
  void theLifeModelIsAsGoodAsItsCardHasToSay() {
    Map<String, Double> metrics = TRAINED.life().card().metrics();

    assertThat(metrics.get("officialTestLastCycle.rmseCycles.truthCapped125")).isLessThan(13);
    assertThat(metrics.get("officialTestLastCycle.coverageOf90PercentInterval")).isGreaterThan(0.8);
    assertThat(metrics.get("heldOutFolds.rmseHours.truthCapped")).isLessThan(12);
    assertThat(metrics.get("heldOutFolds.capHours")).isEqualTo(125);
  }

  @Test
  void theFailureProbabilityKeepsWhatItSays() {
    Map<String, Double> metrics = TRAINED.failure().card().metrics();

    assertThat(metrics.get("heldOutFolds.brierSkill")).isGreaterThan(0.8);
    assertThat(metrics.get("heldOutFolds.expectedCalibrationError")).isLessThan(0.02);
  }

  @Test
  void theCardSaysWhereTheModelComesFrom() {
    ModelCard card = ModelCard.ofJson(TRAINED.failure().card().toJson());

    assertThat(card.modelSha256()).isEqualTo(TRAINED.failure().sha256());
    assertThat(card.assets())
        .hasSize(80)
        .contains("fd001-train-080")
        .doesNotContain("fd001-train-081");
    assertThat(card.parameters()).containsEntry("seed", "1").containsEntry("rounds", "80");
    assertThat(card.provenance()).contains("XGBoostClassificationTrainer");
    assertThat(card.planSha256()).isEqualTo(MonitoringPlan.turbofan().sha256());
    assertThat(card.descriptors()).contains("T50/mean5", "Nc/age");
  }

  @Test
  void thePlanThatComesWithMillwrightHasTheLimitThatTheTrainingChooses() {
    assertThat(TRAINED.plan()).isEqualTo(MonitoringPlan.turbofan());
  }

  @Test
  void anotherLimitIsWrittenIntoThePlan() {
    MonitoringPlan tuned =
        PlanTuning.withRemainingLifeLimit(
            MonitoringPlan.turbofan(), "hpc-failure-foreseen", 33, 44);

    assertThat(tuned.rules().get(0).remainingLife()).isEqualTo(new Condition.RemainingLife(33, 44));
    assertThat(tuned.points()).isEqualTo(MonitoringPlan.turbofan().points());
    assertThat(tuned.detectors().detector(0))
        .isEqualTo(MonitoringPlan.turbofan().detectors().detector(0));
    assertThat(tuned.sha256()).isNotEqualTo(MonitoringPlan.turbofan().sha256());
  }

  @Test
  void progressOnlyGrowsAndEndsWithAll() {
    assertThat(Fd001Models.PROGRESS)
        .isSorted()
        .hasSizeGreaterThan(10)
        .startsWith(0.0)
        .endsWith(1.0);
  }

  @Test
  void theAdvisoryOfAFailingEngineNamesPointsThatShowIt() {
    List<Advisory> advisories = new ArrayList<>();
    RunToFailure engine =
        Fd001Training.failing(new TenantId("demo"), Fd001Models.DATA.heldBack().get(0), 0);
    AssetMonitor monitor = new AssetMonitor(engine.asset(), TRAINED.plan());
    for (Measurements batch : engine.batches()) {
      advisories.addAll(monitor.accept(batch, TRAINED.models()).advisories());
    }

    assertThat(advisories).hasSize(1);
    Advisory advisory = advisories.get(0);
    assertThat(advisory.trendPoints()).containsAnyOf("T50", "Ps30", "phi").hasSizeBetween(1, 4);
    assertThat(advisory.explanation())
        .contains("fd001-train-081", "probability of failure within 30 h", "remaining life")
        .contains("when new", "Inspect the high-pressure compressor")
        .doesNotContain("{", "NaN");
    assertThat(advisory.contributions()).hasSize(12);
    assertThat(Objects.requireNonNull(advisory.prognosis()).models()).hasSize(2);
    assertThat(advisory.dueByMicros()).isGreaterThan(advisory.raisedAtMicros());
  }

  @Test
  void theSameDataAndSeedGiveTheSameBytes() {
    List<RunToFailure> few =
        Fd001Models.DATA.learning().subList(0, 6).stream()
            .map(unit -> Fd001Training.failing(new TenantId("demo"), unit, 0))
            .toList();

    PrognosisTraining.Result one = small(few, 1);
    PrognosisTraining.Result same = small(few, 1);
    PrognosisTraining.Result other = small(few, 2);

    assertThat(same.failure().sha256()).isEqualTo(one.failure().sha256());
    assertThat(same.life().sha256()).isEqualTo(one.life().sha256());
    assertThat(same.life().card().dataSha256()).isEqualTo(one.life().card().dataSha256());
    assertThat(other.life().sha256()).isNotEqualTo(one.life().sha256());
    TreeModel model = one.life().model(1);
    assertThat(model.capHours()).isEqualTo(125);
    assertThat(model.typical()[model.descriptors().indexOf("T50/mean5")])
        .isBetween(1_380.0, 1_420.0);
  }

  private static PrognosisTraining.Result small(List<RunToFailure> histories, long seed) {
    TreeParameters trees = new TreeParameters(10, 0.2, 3, 5, 0.8, 0.5, 32, seed);
    return PrognosisTraining.train(
        MonitoringPlan.turbofan(),
        "hpc-degradation",
        histories,
        "six engines",
        new TrainingSettings(trees, trees, 3, 3),
        TrainingProgress.SILENT);
  }

  @Test
  void refusesToTrainWithoutFailures() {
    List<RunToFailure> survivors =
        Fd001Models.DATA.test().subList(0, 5).stream()
            .map(unit -> Fd001Training.cutOff(new TenantId("demo"), unit, 0))
            .toList();

    assertThatThrownBy(() -> small(survivors, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 3 histories that end in a failure, but has 0");
  }
}
