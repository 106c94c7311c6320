package io.millwright.models.evaluation;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.history.RunToFailure;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Runs histories through the monitor as if they were live, and counts. */
public final class Evaluation {
  private static final double MICROS_PER_HOUR = 3.6e9;

  private Evaluation() {}

  /**
   * Evaluates with the same models for all.
   *
   * @param tooEarlyHours an advisory with more than this left is false
   */
  public static EvaluationReport run(
      MonitoringPlan plan,
      ModelCatalog models,
      List<RunToFailure> histories,
      double tooEarlyHours) {
    return run(plan, history -> models, histories, tooEarlyHours);
  }

  /**
   * Evaluates each history with models of its own, as cross-validation does.
   *
   * @param modelsOf models for a history, by its place in the list
   */
  public static EvaluationReport run(
      MonitoringPlan plan,
      IntFunction<ModelCatalog> modelsOf,
      List<RunToFailure> histories,
      double tooEarlyHours) {
    List<EvaluationReport.Asset> assets = new ArrayList<>();
    for (int i = 0; i < histories.size(); i++) {
      assets.add(watch(plan, modelsOf.apply(i), histories.get(i)));
    }
    return EvaluationReport.of(assets, tooEarlyHours);
  }

  /** Only what is there before the failure's own reading counts: nothing is flushed at the end. */
  private static EvaluationReport.Asset watch(
      MonitoringPlan plan, ModelCatalog models, RunToFailure history) {
    AssetMonitor monitor = new AssetMonitor(history.asset(), plan);
    long newest = Long.MIN_VALUE;
    int advisories = 0;
    double lead = Double.NaN;
    for (Measurements batch : history.batches()) {
      for (int i = 0; i < batch.size(); i++) {
        newest = Math.max(newest, batch.timeMicros(i));
      }
      boolean failed =
          history.failureMicros().isPresent() && newest >= history.failureMicros().getAsLong();
      int raised = failed ? 0 : monitor.accept(batch, models).advisories().size();
      if (raised > 0 && advisories == 0 && history.failureMicros().isPresent()) {
        lead = (history.failureMicros().getAsLong() - newest) / MICROS_PER_HOUR;
      }
      advisories += raised;
    }
    return new EvaluationReport.Asset(
        history.asset().asset().value(), history.failureMicros().isPresent(), advisories, lead);
  }
}
