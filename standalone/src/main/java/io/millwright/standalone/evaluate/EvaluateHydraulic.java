package io.millwright.standalone.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millwright.models.dataset.HydraulicCycle;
import io.millwright.models.dataset.HydraulicReader;
import io.millwright.models.evaluation.HydraulicEvaluation;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millwright evaluate hydraulic}. */
@Command(
    name = "hydraulic",
    description =
        "Cycles of the ZeMA hydraulic test rig: the state of cooler, valve, pump and accumulator by channels of 1 Hz.",
    mixinStandardHelpOptions = true)
final class EvaluateHydraulic implements Callable<Integer> {
  @Mixin EvaluationOptions options = new EvaluationOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    options.tested();
    List<HydraulicCycle> learned = HydraulicReader.cycles(options.learned());
    HydraulicEvaluation result =
        options.test == null
            ? HydraulicEvaluation.of(learned)
            : HydraulicEvaluation.of(learned, HydraulicReader.cycles(options.tested()));
    out.println(
        "ZeMA hydraulic test rig, channels of 1 Hz; "
            + (options.test == null
                ? "each tenth of the "
                    + result.configurations()
                    + " configurations tested, learned from the others"
                : "learned from --data, tested on --test"));
    out.printf(
        Locale.ROOT,
        "%-12s %9s %9s %9s %9s%n",
        "component",
        "accuracy",
        "settled",
        "majority",
        "goal");
    ObjectNode figures = EvaluationOptions.object();
    ObjectNode accuracy = figures.putObject("accuracy");
    ObjectNode settled = figures.putObject("accuracyWhenSettled");
    ObjectNode majority = figures.putObject("majorityShare");
    boolean reached = true;
    for (HydraulicEvaluation.Verdict each : result.verdicts()) {
      double goal = each.component().goal();
      out.printf(
          Locale.ROOT,
          "%-12s %9.3f %9.3f %9.3f %9.2f%n",
          each.component().label(),
          each.accuracy(),
          each.settledAccuracy(),
          each.majorityShare(),
          goal);
      EvaluationOptions.put(accuracy, each.component().label(), each.accuracy());
      EvaluationOptions.put(settled, each.component().label(), each.settledAccuracy());
      EvaluationOptions.put(majority, each.component().label(), each.majorityShare());
      reached &= each.accuracy() >= goal;
    }
    out.println("goal: each component as above: " + (reached ? "reached" : "NOT reached"));
    out.println(
        "published, with ALL channels up to 100 Hz and cycles of one configuration on both sides of the split: cooler and"
            + " valve nearly all right, pump and accumulator 90 % and more");
    figures.put("configurations", result.configurations());
    figures.put("goalReached", reached);
    options.write(figures);
    return 0;
  }
}
