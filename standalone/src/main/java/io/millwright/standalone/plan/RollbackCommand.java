package io.millwright.standalone.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millwright plan rollback}: what was in force before is in force again. */
@Command(
    name = "rollback",
    description =
        "Puts the plan in force again that was before, or an older version. Twice is back where it was.",
    mixinStandardHelpOptions = true)
final class RollbackCommand implements Callable<Integer> {
  @Option(names = "--class", paramLabel = "CLASS", required = true, description = "Of the assets.")
  String assetClass = "";

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "A version that was in force; without it the one before.")
  @Nullable Integer version;

  @Mixin CmmsOptions cmms = new CmmsOptions();

  @Option(names = "--json", description = "As JSON.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("assetClass", assetClass);
    if (version != null) {
      request.put("version", version);
    }
    PlanApi.Answer answer = PlanApi.open(cmms).post("/api/plans/rollback", request);
    if (!answer.ok()) {
      return answer.refused(spec.commandLine().getErr());
    }
    out.println(
        json
            ? answer.body().toPrettyString()
            : answer.body().path("id").asText()
                + " version "
                + answer.body().path("version").asInt()
                + " is in force again for "
                + answer.body().path("assets").asInt()
                + " assets of class "
                + assetClass
                + ".");
    return 0;
  }
}
