package io.millwright.models.evaluation;

import io.millwright.models.plan.MonitoringPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The plans that the data sets are watched by in evaluations. */
final class EvaluationPlans {
  private EvaluationPlans() {}

  static MonitoringPlan read(String name) {
    try (InputStream in = EvaluationPlans.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing from the build");
      }
      return MonitoringPlan.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
