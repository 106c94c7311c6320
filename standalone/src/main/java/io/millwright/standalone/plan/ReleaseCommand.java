package io.millwright.standalone.plan;

import io.millwright.models.plan.MonitoringPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millwright plan release}: a plan comes into force. */
@Command(
    name = "release",
    description = "Puts a plan in force for every asset of its class, now and later.",
    mixinStandardHelpOptions = true)
final class ReleaseCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A plan, YAML or JSON.")
  Path file = Path.of("");

  @Mixin CmmsOptions cmms = new CmmsOptions();

  @Option(names = "--json", description = "As JSON.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Optional<MonitoringPlan> plan = PlanFile.checked(file, PlanFile.read(file), err);
    if (plan.isEmpty()) {
      return 1;
    }
    PlanApi.Answer answer = PlanApi.open(cmms).postPlan("/api/plans", plan.get().document());
    if (!answer.ok()) {
      return answer.refused(err);
    }
    out.println(
        json
            ? answer.body().toPrettyString()
            : plan.get().id()
                + " version "
                + plan.get().version()
                + " is in force for "
                + answer.body().path("assets").asInt()
                + " assets of class "
                + plan.get().assetClass()
                + ".");
    return 0;
  }
}
