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

/** {@code millwright plan shadow}: a plan runs beside the one in force. */
@Command(
    name = "shadow",
    description =
        "Lets a plan run beside the one in force for every asset of its class: it raises nothing.",
    mixinStandardHelpOptions = true)
final class ShadowCommand implements Callable<Integer> {
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
    PlanApi.Answer answer = PlanApi.open(cmms).postPlan("/api/plans/shadow", plan.get().document());
    if (!answer.ok()) {
      return answer.refused(err);
    }
    out.println(
        json
            ? answer.body().toPrettyString()
            : plan.get().id()
                + " version "
                + plan.get().version()
                + " runs in shadow for "
                + answer.body().path("assets").asInt()
                + " assets of class "
                + plan.get().assetClass()
                + ".");
    return 0;
  }
}
