package io.millwright.models.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.millwright.models.advisory.Condition.RemainingLife;
import io.millwright.models.plan.MonitoringPlan;
import java.time.Duration;

/** Writes a limit that a training has chosen into a plan document. */
final class PlanTuning {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .build());

  private PlanTuning() {}

  /**
   * The plan with another remaining-life limit of a rule; the same plan, comments and all, when it
   * has that limit already.
   */
  static MonitoringPlan withRemainingLifeLimit(
      MonitoringPlan plan, String rule, int belowHours, int endsAboveHours) {
    boolean already =
        plan.rules().stream()
            .anyMatch(
                each ->
                    each.name().equals(rule)
                        && new RemainingLife(belowHours, endsAboveHours)
                            .equals(each.remainingLife()));
    if (already) {
      return plan;
    }
    try {
      JsonNode document = YAML.readTree(plan.document());
      for (JsonNode each : document.path("advisories")) {
        if (each.path("rule").asText().equals(rule)) {
          ((ObjectNode) each.path("when"))
              .putObject("remainingLife")
              .put("below", Duration.ofHours(belowHours).toString())
              .put("endsAbove", Duration.ofHours(endsAboveHours).toString());
        }
      }
      return MonitoringPlan.parse(YAML.writeValueAsString(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan that was read is no YAML any more", e);
    }
  }
}
