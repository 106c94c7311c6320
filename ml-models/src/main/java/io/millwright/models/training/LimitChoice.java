package io.millwright.models.training;

import io.millwright.models.advisory.AdvisoryRule;
import io.millwright.models.advisory.Assessment;
import io.millwright.models.advisory.Condition;
import io.millwright.models.advisory.Episode;
import io.millwright.models.plan.MonitoringPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Chooses the remaining-life limit of a rule on out-of-fold scores: how early, at what price. */
final class LimitChoice {
  private static final int LOWEST_HOURS = 20;
  private static final int HIGHEST_HOURS = 70;

  private LimitChoice() {}

  /**
   * The limit in whole hours with which no failure is missed if that can be, as few advisories as
   * can be come too early, and the median lead time is next to the one wished for; of equal ones
   * the lowest.
   *
   * @param tooEarlyHours an advisory with more than this left is false
   */
  static int remainingLifeHours(
      MonitoringPlan plan,
      AdvisoryRule rule,
      OutOfFold scores,
      double wishedLeadHours,
      double tooEarlyHours) {
    int best = LOWEST_HOURS;
    double lowestCost = Double.POSITIVE_INFINITY;
    for (int limit = LOWEST_HOURS; limit <= HIGHEST_HOURS; limit++) {
      double[] leads = leads(withLimit(rule, limit), scores, PrognosisTraining.delayHours(plan));
      long missed = Arrays.stream(leads).filter(lead -> !(lead > 0)).count();
      long early = Arrays.stream(leads).filter(lead -> lead > tooEarlyHours).count();
      double median = Arrays.stream(leads).sorted().toArray()[leads.length / 2];
      // A failure missed weighs far more than an early advisory, that more than some hours of lead.
      double cost = 1_000.0 * missed + 20.0 * early + Math.abs(median - wishedLeadHours);
      if (cost < lowestCost) {
        lowestCost = cost;
        best = limit;
      }
    }
    return best;
  }

  private static AdvisoryRule withLimit(AdvisoryRule rule, double hours) {
    List<Condition> conditions = new ArrayList<>();
    for (Condition each : rule.conditions()) {
      conditions.add(
          each instanceof Condition.RemainingLife life
              ? new Condition.RemainingLife(hours, Math.max(hours, life.endsAboveHours()))
              : each);
    }
    return rule.with(conditions);
  }

  /** Hours before the failure at which the first advisory is there; 0 = never. */
  private static double[] leads(AdvisoryRule rule, OutOfFold scores, double delayHours) {
    int histories = scores.history(scores.size() - 1) + 1;
    double[] leads = new double[histories];
    Episode episode = new Episode();
    for (int row = 0; row < scores.size(); row++) {
      int history = scores.history(row);
      if (row == 0 || history != scores.history(row - 1)) {
        episode = new Episode();
      }
      Assessment assessment =
          Assessment.ofPrognosis(scores.probability(row), scores.lifeHours(row));
      if (episode.evaluate(rule, row, assessment, false) && leads[history] == 0) {
        leads[history] = Math.max(0, scores.remainingHours(row) - delayHours);
      }
    }
    return leads;
  }
}
