package io.millwright.models.training;

import io.millwright.contracts.asset.AssetId;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.advisory.AdvisoryRule;
import io.millwright.models.dataset.CmapssFd001;
import io.millwright.models.dataset.CmapssUnit;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.evaluation.Evaluation;
import io.millwright.models.evaluation.EvaluationReport;
import io.millwright.models.history.RunToFailure;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.prognosis.Prognosis.RemainingLife;
import io.millwright.models.prognosis.TreeModel;
import io.millwright.models.release.TrainedModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains the turbofan models of C-MAPSS FD001 and chooses the limit of their rule, on the 80
 * learning engines alone.
 */
public final class Fd001Training {
  /** An advisory with more cycles left than this is counted as false. */
  public static final double TOO_EARLY_HOURS = 75;

  private static final double WISHED_LEAD_HOURS = 35;
  private static final int HYSTERESIS_HOURS = 18;
  private static final String FAILURE_MODE = "hpc-degradation";
  private static final TenantId TENANT = new TenantId("training");
  private static final long SEED = 1;

  private Fd001Training() {}

  /**
   * What the training gives.
   *
   * @param failure model of P(failure within 30 hours)
   * @param life model of the remaining life, capped at 125 hours
   * @param plan with the limit that was chosen
   * @param crossValidation the plan on the learning engines, each scored by models that had not
   *     seen it
   */
  public record Result(
      TrainedModel failure,
      TrainedModel life,
      MonitoringPlan plan,
      EvaluationReport crossValidation) {

    /** Both models in force, for any tenant. */
    public ModelCatalog models() {
      TreeModel failureModel = failure.model(1);
      TreeModel lifeModel = life.model(1);
      return (tenant, name) ->
          name.equals(failureModel.reference().name())
              ? failureModel
              : name.equals(lifeModel.reference().name()) ? lifeModel : null;
    }
  }

  /** Trains on the copy of the data that comes with Millwright. */
  public static Result train(TrainingProgress progress) {
    progress.at("reading C-MAPSS FD001", 0);
    return train(CmapssFd001.load(), SEED, progress);
  }

  /** Trains. The same data and seed give the same model bytes. */
  public static Result train(CmapssFd001 data, long seed, TrainingProgress progress) {
    MonitoringPlan plan = MonitoringPlan.turbofan();
    List<RunToFailure> learning =
        data.learning().stream().map(unit -> failing(TENANT, unit, 0)).toList();
    PrognosisTraining.Result trained =
        PrognosisTraining.train(
            plan,
            FAILURE_MODE,
            learning,
            "C-MAPSS FD001, training engines 1 to 80",
            TrainingSettings.standard(seed),
            progress);
    AdvisoryRule rule = plan.rules().get(0);
    int limit =
        LimitChoice.remainingLifeHours(
            plan, rule, trained.outOfFold(), WISHED_LEAD_HOURS, TOO_EARLY_HOURS);
    MonitoringPlan tuned =
        PlanTuning.withRemainingLifeLimit(plan, rule.name(), limit, limit + HYSTERESIS_HOURS);
    EvaluationReport crossValidation =
        Evaluation.run(tuned, trained.outOfFold()::modelsWithout, learning, TOO_EARLY_HOURS);
    Map<String, Double> official = officialTest(data, tuned, trained.life().model(1));
    progress.at("done", 1);
    return new Result(
        trained.failure(),
        new TrainedModel(
            trained.life().name(), trained.life().bytes(), trained.life().card().with(official)),
        tuned,
        crossValidation);
  }

  /** A training engine as a history: it fails at its last cycle. */
  public static RunToFailure failing(TenantId tenant, CmapssUnit unit, long startMicros) {
    AssetKey asset = new AssetKey(tenant, new AssetId(CmapssFd001.trainingTag(unit)));
    return RunToFailure.of(asset, unit, startMicros, true);
  }

  /** A test engine as a history: it does not fail while it is watched. */
  public static RunToFailure cutOff(TenantId tenant, CmapssUnit unit, long startMicros) {
    AssetKey asset = new AssetKey(tenant, new AssetId(CmapssFd001.testTag(unit)));
    return RunToFailure.of(asset, unit, startMicros, false);
  }

  /** The customary figure: the last cycle of each official test engine. */
  private static Map<String, Double> officialTest(
      CmapssFd001 data, MonitoringPlan plan, TreeModel model) {
    double squares = 0;
    double score = 0;
    int covered = 0;
    for (CmapssUnit unit : data.test()) {
      RemainingLife predicted = model.remainingLife(lastDescriptors(unit, plan));
      double actual = data.remainingCycles(unit);
      double error = predicted.hours() - Math.min(model.capHours(), actual);
      squares += error * error;
      score += error < 0 ? Math.exp(-error / 13) - 1 : Math.exp(error / 10) - 1;
      covered += predicted.lowHours() <= actual && actual <= predicted.highHours() ? 1 : 0;
    }
    int units = data.test().size();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("officialTestLastCycle.rmseCycles.truthCapped125", Math.sqrt(squares / units));
    metrics.put("officialTestLastCycle.nasaScore.truthCapped125", score);
    metrics.put("officialTestLastCycle.coverageOf90PercentInterval", (double) covered / units);
    return metrics;
  }

  private static double[] lastDescriptors(CmapssUnit unit, MonitoringPlan plan) {
    RunToFailure history = cutOff(TENANT, unit, 0);
    AssetMonitor monitor = new AssetMonitor(history.asset(), plan);
    for (Measurements batch : history.batches()) {
      monitor.accept(batch, ModelCatalog.EMPTY);
    }
    // Time ticks on until the last scan is complete.
    List<DescriptorVector> last =
        monitor
            .advanceTo(CmapssUnit.timeMicros(0, unit.cycles() + 3), ModelCatalog.EMPTY)
            .descriptors();
    return last.get(last.size() - 1).values();
  }
}
