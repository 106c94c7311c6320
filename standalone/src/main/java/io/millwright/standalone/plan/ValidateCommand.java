package io.millwright.standalone.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millwright.models.plan.InvalidPlanException;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.plan.PlanFault;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millwright plan validate}: every fault, with its line and what would be right. */
@Command(
    name = "validate",
    description =
        "Checks plans and prints every fault with its line and what would be right. Exit code 1 if there is one.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Plans, YAML or JSON.")
  List<Path> files = List.of();

  @Option(names = "--json", description = "As JSON.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ArrayNode answer = JSON.createArrayNode();
    boolean valid = true;
    for (Path file : files) {
      String document = PlanFile.read(file);
      ObjectNode said = answer.addObject().put("file", file.toString());
      try {
        MonitoringPlan plan = MonitoringPlan.parse(document);
        said.put("valid", true).put("id", plan.id()).put("version", plan.version());
        said.put("assetClass", plan.assetClass()).put("sha256", plan.sha256());
        said.putArray("faults");
        if (!json) {
          out.println(file + ": valid, " + plan.id() + " version " + plan.version());
        }
      } catch (InvalidPlanException e) {
        valid = false;
        said.put("valid", false);
        ArrayNode faults = said.putArray("faults");
        for (PlanFault fault : e.faults()) {
          faults
              .addObject()
              .put("place", fault.place())
              .put("line", fault.line())
              .put("text", fault.text());
          if (!json) {
            out.println(PlanFile.line(file, fault));
          }
        }
      }
    }
    if (json) {
      out.println(answer.toPrettyString());
    }
    return valid ? 0 : 1;
  }
}
