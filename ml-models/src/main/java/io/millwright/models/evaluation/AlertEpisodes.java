package io.millwright.models.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Alerts of one kind of failure judged as a planner would: alerts close together are one episode,
 * and an episode is right if it begins early enough before a failure, and not too early.
 *
 * @param hits failures with an episode that begins within the wished lead
 * @param falseEpisodes episodes with no failure that soon
 * @param misses failures without a hit, late ones among them
 * @param late of the misses, those with an episode that begins when it is too late to plan
 * @param leadHours from the begin of each hit's episode to the failure
 * @param machineHours for which machines were watched
 */
public record AlertEpisodes(
    int hits,
    int falseEpisodes,
    int misses,
    int late,
    List<Double> leadHours,
    double machineHours) {
  /** Of nothing. */
  public static final AlertEpisodes NONE = new AlertEpisodes(0, 0, 0, 0, List.of(), 0);

  /** Hours of a mean month. */
  private static final double MONTH_HOURS = 730.5;

  public AlertEpisodes {
    leadHours = List.copyOf(leadHours);
  }

  /**
   * What counts as right.
   *
   * @param leastLeadHours an episode that begins later is late
   * @param mostLeadHours one that begins earlier is false; alerts of the same component less than
   *     this apart, with no failure between them, are one episode
   */
  public record Lead(double leastLeadHours, double mostLeadHours) {}

  /**
   * Judges the alerts of one machine and component in a time from {@code from} to {@code to}; all
   * times in hours.
   *
   * <p>A failure so soon after {@code from} that its alert might have come earlier is not counted,
   * nor is an episode so close to {@code to} that its failure may come later.
   *
   * @param alerts sorted
   * @param failures sorted, all that are known
   */
  public static AlertEpisodes of(
      double[] alerts, double[] failures, double from, double to, Lead lead) {
    boolean[] hit = new boolean[failures.length];
    boolean[] tooLate = new boolean[failures.length];
    List<Double> leads = new ArrayList<>();
    int hits = 0;
    int falseEpisodes = 0;
    double last = Double.NEGATIVE_INFINITY;
    for (double alert : alerts) {
      double since = last;
      boolean goesOn =
          alert - since < lead.mostLeadHours()
              && Arrays.stream(failures).noneMatch(failure -> failure > since && failure <= alert);
      last = alert;
      if (goesOn || alert < from || alert > to) {
        continue;
      }
      int next = next(failures, alert);
      double left = next < failures.length ? failures[next] - alert : Double.POSITIVE_INFINITY;
      if (left < lead.leastLeadHours()) {
        tooLate[next] = true;
      } else if (left <= lead.mostLeadHours()) {
        // One failure yields one hit at most.
        if (!hit[next] && counts(failures[next], from, to, lead)) {
          hits++;
          leads.add(left);
        }
        hit[next] = true;
      } else if (alert + lead.mostLeadHours() <= to) {
        falseEpisodes++;
      }
    }
    int misses = 0;
    int late = 0;
    for (int i = 0; i < failures.length; i++) {
      if (!hit[i] && counts(failures[i], from, to, lead)) {
        misses++;
        late += tooLate[i] ? 1 : 0;
      }
    }
    return new AlertEpisodes(hits, falseEpisodes, misses, late, leads, 0);
  }

  /** The first failure not before a time. */
  private static int next(double[] failures, double time) {
    int next = 0;
    while (next < failures.length && failures[next] < time) {
      next++;
    }
    return next;
  }

  private static boolean counts(double failure, double from, double to, Lead lead) {
    return failure >= from + lead.mostLeadHours() && failure <= to;
  }

  /** The episodes and failures of both. */
  public AlertEpisodes plus(AlertEpisodes other) {
    List<Double> all = new ArrayList<>(leadHours);
    all.addAll(other.leadHours);
    return new AlertEpisodes(
        hits + other.hits,
        falseEpisodes + other.falseEpisodes,
        misses + other.misses,
        late + other.late,
        all,
        machineHours + other.machineHours);
  }

  /** The same, with so many hours of machines more that were watched. */
  public AlertEpisodes watched(double hours) {
    return new AlertEpisodes(hits, falseEpisodes, misses, late, leadHours, machineHours + hours);
  }

  /** Share of the judged episodes that were right; NaN = there was none. */
  public double precision() {
    return (double) hits / (hits + falseEpisodes);
  }

  /** Share of the failures that had an episode in time; NaN = there was none. */
  public double recall() {
    return (double) hits / (hits + misses);
  }

  /** Harmonic mean of both; NaN = there was neither failure nor episode. */
  public double f1() {
    return 2.0 * hits / (2.0 * hits + falseEpisodes + misses);
  }

  /** Episodes that were false, for each month that a machine was watched. */
  public double falseAlertsPerMachineMonth() {
    return falseEpisodes / (machineHours / MONTH_HOURS);
  }

  /** Median lead of the hits; NaN = there was none. */
  public double medianLeadHours() {
    double[] sorted = leadHours.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int count = sorted.length;
    return count == 0 ? Double.NaN : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
  }
}
