package io.millwright.standalone.plan;

import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.plan.PlanDiff;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millwright plan diff}: what is different, and what assets learn anew. */
@Command(
    name = "diff",
    description = "Says what is different between two plans, and what assets then learn anew.",
    mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "OLD", description = "A file, or the name of a ready plan.")
  String before = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "A file, or the name of a ready plan.")
  String after = "";

  @Option(names = "--json", description = "As JSON.")
  boolean json;

  @Option(
      names = "--exit-code",
      description = "Exit with 1 if more is different than id, version and title.")
  boolean exitCode;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Optional<MonitoringPlan> older = PlanFile.plan(before, err);
    Optional<MonitoringPlan> newer = PlanFile.plan(after, err);
    if (older.isEmpty() || newer.isEmpty()) {
      return 2;
    }
    PlanDiff diff = PlanDiff.between(older.get(), newer.get());
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? diff.toJson() + "\n" : diff.toText());
    out.flush();
    return exitCode && !diff.isEmpty() ? 1 : 0;
  }
}
