package io.millwright.models.evaluation;

import io.millwright.models.dataset.SkabRow;
import io.millwright.models.dataset.SkabRun;
import io.millwright.models.detection.State;
import io.millwright.models.plan.MonitoringPlan;
import java.util.List;

/**
 * One run of the SKAB rig: its first 400 rows are learned from, the rest is scored row by row.
 *
 * @param detected whether an anomalous row of it was told as such
 */
public record SkabEvaluation(String run, PointwiseScore score, boolean detected) {
  /** The points of the plan, in the order of {@link SkabRow#CHANNELS}. */
  private static final List<String> POINTS =
      List.of(
          "acceleration-1",
          "acceleration-2",
          "current",
          "pressure",
          "temperature",
          "thermocouple",
          "voltage",
          "flow");

  /** How the rig is watched. */
  public static MonitoringPlan plan() {
    return EvaluationPlans.read("skab.yaml");
  }

  public static SkabEvaluation of(SkabRun run, MonitoringPlan plan) {
    RowWatch watch = new RowWatch(plan);
    for (SkabRow row : run.rows()) {
      watch.add(row.timeMicros(), POINTS, row.values());
    }
    watch.end();
    PointwiseScore score = PointwiseScore.NONE;
    boolean detected = false;
    for (int i = SkabRun.LEARNING_ROWS; i < run.rows().size(); i++) {
      boolean anomalous = run.rows().get(i).anomalous();
      boolean told = watch.state(i).compareTo(State.ALERT) >= 0;
      score = score.with(anomalous, told);
      detected |= anomalous && told;
    }
    return new SkabEvaluation(run.name(), score, detected);
  }
}
