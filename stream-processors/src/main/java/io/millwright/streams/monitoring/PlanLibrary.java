package io.millwright.streams.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.models.plan.InvalidPlanException;
import io.millwright.models.plan.MonitoringPlan;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parsed plans by their SHA-256: thousands of assets share one. */
final class PlanLibrary {
  private static final int MOST = 500;

  private final Map<String, MonitoringPlan> plans = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * The plan of a document.
   *
   * @throws InvalidPlanException if it is none, naming what is wrong with it
   */
  synchronized MonitoringPlan parse(String sha256, String document) {
    MonitoringPlan known = plans.get(sha256);
    if (known != null) {
      return known;
    }
    MonitoringPlan plan = MonitoringPlan.parse(document);
    plans.put(sha256, plan);
    if (plans.size() > MOST) {
      plans.remove(plans.keySet().iterator().next());
    }
    return plan;
  }

  /** Lower-case hexadecimal SHA-256 of a document in UTF-8. */
  static String sha256(String document) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(document.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
