package io.millwright.standalone.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millwright.models.dataset.NabReader;
import io.millwright.models.dataset.NabSeries;
import io.millwright.models.evaluation.NabEvaluation;
import io.millwright.models.evaluation.NabProfile;
import io.millwright.models.plan.MonitoringPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millwright evaluate nab}. */
@Command(
    name = "nab",
    description = "Series of the Numenta anomaly benchmark, with its own score: 100 is perfect.",
    mixinStandardHelpOptions = true)
final class EvaluateNab implements Callable<Integer> {
  private static final double LEAST_SCORE = 65;

  @Mixin EvaluationOptions options = new EvaluationOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path tested = options.tested();
    List<NabSeries> series = NabReader.series(tested);
    for (String missing : NabReader.missing(tested)) {
      spec.commandLine().getErr().println("not there, and not scored: " + missing);
    }
    MonitoringPlan plan = NabEvaluation.plan();
    List<double[]> scores = new ArrayList<>();
    out.println("NAB, one setting for all series; the first 15 % of each are not scored");
    for (NabSeries each : series) {
      out.printf(
          Locale.ROOT,
          "%-60s %6d readings, %d windows%n",
          each.name(),
          each.readings().size(),
          each.windows().size());
      scores.add(NabEvaluation.scores(each, plan));
    }
    var standard = NabEvaluation.figures(NabProfile.STANDARD, series, scores);
    var fewFalse = NabEvaluation.figures(NabProfile.FEW_FALSE_ALARMS, series, scores);
    var fewMissed = NabEvaluation.figures(NabProfile.FEW_MISSES, series, scores);
    print(out, "standard", standard);
    print(out, "few false alarms", fewFalse);
    print(out, "few misses", fewMissed);
    out.printf(
        Locale.ROOT,
        "threshold of the standard profile %.3f, chosen as the benchmark does, on all series;%n",
        standard.best().threshold());
    out.println("left out: of each group the threshold that is best for the other groups");
    boolean reached = standard.best().normalized() >= LEAST_SCORE;
    out.println("goal: a standard score of at least 65: " + (reached ? "reached" : "NOT reached"));
    out.println(
        "published, over all 58 series (standard / few false alarms / few misses): ARTime 74.9 / 65.1 / 80.4;"
            + " Numenta HTM 70.5 / 62.6 / 75.2;");
    out.println(
        "  CAD OSE 69.9 / 67.0 / 73.2; KNN-CAD 58.0 / 43.4 / 64.8; random cut forest 51.7 / 38.4 / 59.7;"
            + " Twitter ADVec 47.1 / 33.6 / 53.5");
    ObjectNode figures = EvaluationOptions.object();
    EvaluationOptions.put(figures, "nabStandardScore", standard.best().normalized());
    EvaluationOptions.put(figures, "nabStandardScoreLeftOut", standard.leftOut().normalized());
    EvaluationOptions.put(figures, "nabFewFalseAlarmsScore", fewFalse.best().normalized());
    EvaluationOptions.put(figures, "nabFewMissesScore", fewMissed.best().normalized());
    EvaluationOptions.put(figures, "threshold", standard.best().threshold());
    figures.put("goalReached", reached);
    options.write(figures);
    return 0;
  }

  private static void print(PrintWriter out, String profile, NabEvaluation.Figures figures) {
    out.printf(
        Locale.ROOT,
        "%-20s %6.1f   left out %6.1f%n",
        profile,
        figures.best().normalized(),
        figures.leftOut().normalized());
  }
}
