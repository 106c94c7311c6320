package io.millwright.standalone.plan;

import io.millwright.models.plan.MonitoringPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hands a plan file to the CMMS, for every asset of its class. */
abstract class PostPlan implements Callable<Integer> {
  private final String path;
  private final String done;

  @Parameters(paramLabel = "FILE", description = "A plan, YAML or JSON.")
  Path file = Path.of("");

  @Mixin CmmsOptions cmms = new CmmsOptions();

  @Option(names = "--json", description = "As JSON.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  /**
   * @param path of the API
   * @param done what the plan then does, such as "is in force"
   */
  PostPlan(String path, String done) {
    this.path = path;
    this.done = done;
  }

  @Override
  public final Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Optional<MonitoringPlan> plan = PlanFile.checked(file, PlanFile.read(file), err);
    if (plan.isEmpty()) {
      return 1;
    }
    PlanApi.Answer answer = PlanApi.open(cmms).postPlan(path, plan.get().document());
    if (!answer.ok()) {
      return answer.refused(err);
    }
    out.println(
        json
            ? answer.body().toPrettyString()
            : plan.get().id()
                + " version "
                + plan.get().version()
                + " "
                + done
                + " for "
                + answer.body().path("assets").asInt()
                + " assets of class "
                + plan.get().assetClass()
                + ".");
    return 0;
  }
}
