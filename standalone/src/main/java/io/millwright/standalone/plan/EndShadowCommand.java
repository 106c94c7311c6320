package io.millwright.standalone.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millwright plan end-shadow}: no plan runs beside the one in force any more. */
@Command(
    name = "end-shadow",
    description = "Ends the plan that runs in shadow for a class of assets.",
    mixinStandardHelpOptions = true)
final class EndShadowCommand implements Callable<Integer> {
  @Option(names = "--class", paramLabel = "CLASS", required = true, description = "Of the assets.")
  String assetClass = "";

  @Mixin CmmsOptions cmms = new CmmsOptions();

  @Option(names = "--json", description = "As JSON.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    String name = URLEncoder.encode(assetClass, StandardCharsets.UTF_8).replace("+", "%20");
    PlanApi.Answer answer = PlanApi.open(cmms).delete("/api/plans/shadow/" + name);
    if (!answer.ok()) {
      return answer.refused(spec.commandLine().getErr());
    }
    out.println(
        json
            ? JsonNodeFactory.instance.objectNode().put("ended", assetClass).toPrettyString()
            : "No plan runs in shadow for class " + assetClass + " any more.");
    return 0;
  }
}
