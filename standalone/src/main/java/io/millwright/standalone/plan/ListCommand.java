package io.millwright.standalone.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millwright.models.advisory.AdvisoryRule;
import io.millwright.models.plan.MonitoringPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millwright plan list}: the ready plans, or those that a CMMS has. */
@Command(
    name = "list",
    description = "Lists the plans that come with Millwright, or those that were released.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--released",
      description = "Those that the CMMS has, and what runs in shadow, instead.")
  boolean released;

  @Mixin CmmsOptions cmms = new CmmsOptions();

  @Option(names = "--json", description = "As JSON.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (released) {
      return listReleased(out);
    }
    ArrayNode all = JSON.createArrayNode();
    for (String name : MonitoringPlan.readyNames()) {
      MonitoringPlan plan = MonitoringPlan.ready(name);
      long measured = plan.points().stream().filter(MonitoringPlan.Point::measured).count();
      List<String> modes =
          plan.rules().stream().map(AdvisoryRule::failureMode).distinct().sorted().toList();
      ObjectNode said =
          all.addObject()
              .put("name", name)
              .put("title", plan.title())
              .put("assetClass", plan.assetClass())
              .put("measuredPoints", measured);
      modes.forEach(said.putArray("failureModes")::add);
      if (!json) {
        out.printf("%-17s %s, %d measured points%n", name, plan.title(), measured);
        out.printf("%-17s   tells %s%n", "", String.join(", ", modes));
      }
    }
    if (json) {
      out.println(all.toPrettyString());
    }
    return 0;
  }

  private int listReleased(PrintWriter out) throws IOException, InterruptedException {
    PlanApi api = PlanApi.open(cmms);
    PlanApi.Answer plans = api.get("/api/plans");
    PlanApi.Answer shadows = api.get("/api/plans/shadow");
    if (!plans.ok() || !shadows.ok()) {
      return (plans.ok() ? shadows : plans).refused(spec.commandLine().getErr());
    }
    if (json) {
      ObjectNode all = JSON.createObjectNode();
      all.set("plans", plans.body());
      all.set("shadows", shadows.body());
      out.println(all.toPrettyString());
      return 0;
    }
    for (JsonNode plan : plans.body()) {
      say(out, plan, plan.path("inForce").asBoolean() ? "in force" : "", "released");
    }
    for (JsonNode shadow : shadows.body()) {
      say(out, shadow, "in shadow", "started");
    }
    return 0;
  }

  private static void say(PrintWriter out, JsonNode plan, String state, String done) {
    out.printf(
        "%-17s %-24s version %-4d %-9s %d assets, %s %s by %s%n",
        plan.path("assetClass").asText(),
        plan.path("id").asText(),
        plan.path("version").asInt(),
        state,
        plan.path("assets").asInt(),
        done,
        plan.path(done + "At").asText(),
        plan.path(done + "By").asText());
  }
}
