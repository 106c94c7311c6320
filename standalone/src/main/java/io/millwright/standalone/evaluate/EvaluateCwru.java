package io.millwright.standalone.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millwright.models.dataset.CwruReader;
import io.millwright.models.dataset.CwruRecord;
import io.millwright.models.evaluation.CwruDiagnosis;
import io.millwright.models.evaluation.CwruEvaluation;
import io.millwright.models.spectrum.BearingLimits;
import io.millwright.models.spectrum.BearingPart;
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

/** {@code millwright evaluate cwru}. */
@Command(
    name = "cwru",
    description =
        "Bearings of Case Western Reserve University: which part is damaged, by lines of the vibration and the records that sound alike.",
    mixinStandardHelpOptions = true)
final class EvaluateCwru implements Callable<Integer> {
  private static final double LEAST_RIGHT = 0.95;

  @Mixin EvaluationOptions options = new EvaluationOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path tested = options.tested();
    out.println("CWRU bearings, drive end; each record as a whole");
    out.printf(
        Locale.ROOT,
        "%-12s %-11s %-11s %8s %8s %8s   %-11s %6s %7s%n",
        "record",
        "truth",
        "found",
        "outer",
        "inner",
        "ball",
        "sounds like",
        "by dB",
        "clarity");
    BearingLimits limits = BearingLimits.OF_300_TURNS;
    CwruDiagnosis diagnosis = new CwruDiagnosis(records(options.learned()), limits);
    List<CwruEvaluation.Verdict> verdicts = new ArrayList<>();
    for (CwruRecord record : records(tested)) {
      CwruEvaluation.Verdict verdict = diagnosis.of(record);
      verdicts.add(verdict);
      out.printf(
          Locale.ROOT,
          "%-12s %-11s %-11s %8.2f %8.2f %8.2f   %-11s %6.1f %7.2f%s%n",
          verdict.name(),
          verdict.truth(),
          verdict.found(),
          verdict.lines().indicator(BearingPart.OUTER_RACE, limits),
          verdict.lines().indicator(BearingPart.INNER_RACE, limits),
          verdict.lines().indicator(BearingPart.BALL, limits),
          verdict.likeness().fault(),
          verdict.likeness().decibels(),
          verdict.likeness().clarity(),
          verdict.isRight() ? "" : "   wrong");
    }
    CwruEvaluation result = new CwruEvaluation(verdicts);
    ObjectNode figures = EvaluationOptions.object();
    ObjectNode byClass = figures.putObject("accuracyByClass");
    result
        .accuracyByClass()
        .forEach(
            (fault, share) -> {
              out.printf(Locale.ROOT, "%-12s %5.1f %% right%n", fault, 100 * share);
              EvaluationOptions.put(byClass, fault.name(), share);
            });
    boolean reached =
        result.accuracyByClass().values().stream().allMatch(share -> share >= LEAST_RIGHT);
    out.printf(Locale.ROOT, "all          %5.1f %% right%n", 100 * result.accuracy());
    out.println(
        "goal: at least 95 % of the records of each class: "
            + (reached ? "reached" : "NOT reached"));
    out.println(
        "published: 99 % and more, mostly with windows of one record on both sides of the split, which is leakage");
    EvaluationOptions.put(figures, "accuracy", result.accuracy());
    figures.put("goalReached", reached);
    options.write(figures);
    return 0;
  }

  private List<CwruRecord> records(Path folder) throws IOException {
    List<CwruRecord> records = new ArrayList<>();
    for (Path file :
        EvaluationOptions.files(
            folder,
            "\\.mat(\\.gz)?",
            CwruReader::isRecord,
            "IR007_0.mat, B014_1.mat.gz, OR021@6_2.mat or Normal_3.mat",
            spec.commandLine().getErr())) {
      try (InputStream bytes = Files.newInputStream(file)) {
        records.add(CwruReader.read(String.valueOf(file.getFileName()), bytes));
      }
    }
    return records;
  }
}
