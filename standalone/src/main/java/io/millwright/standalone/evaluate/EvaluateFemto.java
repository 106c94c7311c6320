package io.millwright.standalone.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millwright.models.dataset.FemtoReader;
import io.millwright.models.dataset.FemtoSnapshot;
import io.millwright.models.evaluation.FemtoEvaluation;
import io.millwright.standalone.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millwright evaluate femto}. */
@Command(
    name = "femto",
    description =
        "Bearings of FEMTO-ST (IEEE PHM 2012) run to failure: how early the advisory was, and how long falsely there.",
    mixinStandardHelpOptions = true)
final class EvaluateFemto implements Callable<Integer> {
  private static final double MOST_FALSE = 0.10;

  @Mixin EvaluationOptions options = new EvaluationOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path tested = options.tested();
    out.println(
        "FEMTO-ST bearings run to failure; one setting for all, each learns its own normal");
    out.printf(
        Locale.ROOT, "%-14s %10s %12s %10s %10s%n", "bearing", "life", "degraded", "lead", "false");
    ObjectNode figures = EvaluationOptions.object();
    ObjectNode leads = figures.putObject("leadFractionOfLife");
    ObjectNode falses = figures.putObject("falseAlarmFractionOfLife");
    boolean reached = true;
    for (Path file :
        EvaluationOptions.files(
            tested,
            "\\.zip",
            name -> name.matches("Bearing[0-9]_[0-9]\\.zip"),
            "Bearing1_1.zip",
            spec.commandLine().getErr())) {
      String name = String.valueOf(file.getFileName()).replace(".zip", "");
      FemtoEvaluation result = FemtoEvaluation.run(name, life(file), FemtoEvaluation.plan());
      out.printf(
          Locale.ROOT,
          "%-14s %8.0f s %10.0f s %8.1f %% %8.1f %%%n",
          name,
          result.lifeSeconds(),
          result.onsetSeconds(),
          100 * result.leadFractionOfLife(),
          100 * result.falseAlarmFractionOfLife());
      EvaluationOptions.put(leads, name, result.leadFractionOfLife());
      EvaluationOptions.put(falses, name, result.falseAlarmFractionOfLife());
      reached &= result.leadFractionOfLife() > 0 && result.falseAlarmFractionOfLife() < MOST_FALSE;
    }
    out.println(
        "lead and false are shares of the life. False: the time an advisory stood before the total vibration left its"
            + " usual level for good,");
    out.println("and all the time of one that was cleared again.");
    out.println(
        "goal: an advisory before the end of each life, under 10 % of it falsely: "
            + (reached ? "reached" : "NOT reached"));
    out.println(
        "published: remaining life is mostly told with errors of 30 to 50 %; no figure is comparable");
    figures.put("goalReached", reached);
    options.write(figures);
    return 0;
  }

  private static List<FemtoSnapshot> life(Path file) throws IOException {
    List<FemtoSnapshot> life = new ArrayList<>();
    try (InputStream bytes = Files.newInputStream(file)) {
      FemtoReader.read(String.valueOf(file.getFileName()), bytes, life::add);
    }
    if (life.size() < FemtoEvaluation.FEWEST_SNAPSHOTS) {
      throw new UsageException(
          file
              + " holds "
              + life.size()
              + " snapshots; a life has "
              + FemtoEvaluation.FEWEST_SNAPSHOTS
              + " at least");
    }
    return life;
  }
}
