package io.millwright.cmms.plan;

import io.millwright.cmms.asset.Assets;
import io.millwright.models.plan.MonitoringPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The measurement points that a plan describes, as the register of assets takes them: those that
 * are measured.
 */
final class PlanPoints {
  private PlanPoints() {}

  static List<Assets.Point> of(MonitoringPlan plan) {
    return plan.points().stream()
        .filter(MonitoringPlan.Point::measured)
        .map(
            point ->
                new Assets.Point(
                    point.name(),
                    point.unit(),
                    point.description().isEmpty() ? null : point.description(),
                    known(point.low()),
                    known(point.high())))
        .toList();
  }

  /** An infinite bound is none. */
  private static @Nullable Double known(double bound) {
    return Double.isFinite(bound) ? bound : null;
  }
}
