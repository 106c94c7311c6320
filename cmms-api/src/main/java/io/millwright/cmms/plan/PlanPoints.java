package io.millwright.cmms.plan;

import io.millwright.cmms.asset.Assets;
import io.millwright.models.monitor.MonitoringPlan;
import java.util.List;

/** The measurement points that a plan describes, as the register of assets takes them. */
final class PlanPoints {
  private PlanPoints() {}

  static List<Assets.Point> of(MonitoringPlan plan) {
    return List.of();
  }
}
