package io.millwright.models.evaluation;

import io.millwright.models.dataset.NabReading;
import io.millwright.models.dataset.NabSeries;
import io.millwright.models.plan.MonitoringPlan;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The series of NAB under the monitor, with the benchmark's own score. */
public final class NabEvaluation {
  private NabEvaluation() {}

  /** How the series are watched. */
  public static MonitoringPlan plan() {
    return EvaluationPlans.read("nab.yaml");
  }

  /** What the monitor's detector saw at each reading. */
  public static double[] scores(NabSeries series, MonitoringPlan plan) {
    RowWatch watch = new RowWatch(plan);
    for (NabReading reading : series.readings()) {
      watch.add(reading.timeMicros(), List.of("value"), List.of(reading.value()));
    }
    watch.end();
    double[] scores = new double[series.readings().size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = watch.number(i);
    }
    return scores;
  }

  /**
   * Figures of a profile.
   *
   * @param best with the threshold that is best for all series, as the benchmark does
   * @param leftOut each group with the threshold that is best for the others
   */
  public record Figures(NabResult best, NabResult leftOut) {}

  /**
   * Scores all series.
   *
   * @param scores of each series
   */
  public static Figures figures(NabProfile profile, List<NabSeries> series, List<double[]> scores) {
    NabScore all = new NabScore(profile);
    Set<String> groups = new TreeSet<>();
    for (int i = 0; i < series.size(); i++) {
      all.add(series.get(i).windows(), scores.get(i));
      groups.add(series.get(i).group());
    }
    NabResult leftOut = null;
    for (String group : groups) {
      NabScore own = new NabScore(profile);
      NabScore others = new NabScore(profile);
      for (int i = 0; i < series.size(); i++) {
        NabSeries each = series.get(i);
        (each.group().equals(group) ? own : others).add(each.windows(), scores.get(i));
      }
      NabResult part = own.at((groups.size() == 1 ? own : others).best().threshold());
      leftOut = leftOut == null ? part : leftOut.plus(part);
    }
    NabResult best = all.best();
    return new Figures(best, leftOut == null ? best : leftOut);
  }
}
