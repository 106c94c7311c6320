package io.millwright.models.plan;

import io.millwright.models.prognosis.Contribution;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.prognosis.ModelReference;
import io.millwright.models.prognosis.Prognosis.RemainingLife;
import io.millwright.models.prognosis.ScoringModel;
import java.util.List;

/** A small plan, and models whose scores can be told by hand. */
public final class PumpPlan {
  public static final long SECOND = 1_000_000;
  public static final long MINUTE = 60 * SECOND;

  public static final String YAML =
      """
      id: pump
      version: 1
      assetClass: pump
      title: A pump
      scan: {period: PT1M, lateness: PT3M, maxAhead: PT10M, unknownAfterScans: 4, baselineScans: 3}
      points:
        - {name: vibration, unit: mm/s, range: [0, 100], description: velocity at the drive end}
        - {name: temperature, unit: Cel, symbol: "°C", range: [-40, 200]}
        - {name: speed, unit: /min, range: [0, 4000]}
      descriptors:
        - points: [vibration, temperature]
          kinds: [last, mean3, deviation5, slope6, ewma50, drift50]
        - {points: [vibration], kinds: [age]}
      detectors:
        - {name: vibration-high, kind: static-limit, point: vibration, descriptor: last, direction: high,
           alert: 4.5, alarm: 7.1, deadband: 0.5, scans: 2}
        - {name: temperature-low, kind: static-limit, point: temperature, descriptor: mean3,
           direction: low, alert: 5, deadband: 1}
      prognoses:
        - failureMode: bearing
          failureWithinHorizon: {model: bearing-failure, horizon: PT2H}
          remainingLife: {model: bearing-life, cap: PT100H}
      health: {from: remaining-life}
      advisories:
        - rule: bearing-soon
          failureMode: bearing
          when: {failureProbability: {above: 0.5, endsBelow: 0.3}}
          persistenceScans: 2
          clearScans: 3
          priority: 2
          title: "Bearing of {asset}: {remainingLife} left"
          explanation: "{limits} {movedMost}. {states} Due {dueBy}."
          recommendedAction: Exchange the bearing.
          checklist: [Stop the pump., Exchange the bearing.]
      shelveAfterNoFault: PT1H
      """;

  public static final MonitoringPlan PLAN = MonitoringPlan.parse(YAML);

  /** P(failure) = vibration / 10 of the scan; remaining life = 100 h less ten times vibration. */
  public static final ModelCatalog MODELS =
      (tenant, name) ->
          switch (name) {
            case "bearing-failure" ->
                new VibrationModel(name, ScoringModel.Target.FAILURE_WITHIN_HORIZON);
            case "bearing-life" -> new VibrationModel(name, ScoringModel.Target.REMAINING_LIFE);
            default -> null;
          };

  private PumpPlan() {}

  private record VibrationModel(String name, Target target) implements ScoringModel {
    @Override
    public ModelReference reference() {
      return new ModelReference(name, 1, "00");
    }

    @Override
    public List<String> descriptors() {
      return List.of("vibration/last", "temperature/last");
    }

    @Override
    public double score(double[] values) {
      double vibration = Double.isNaN(values[0]) ? 0 : values[0];
      return target == Target.FAILURE_WITHIN_HORIZON
          ? Math.min(1, vibration / 10)
          : Math.max(0, 100 - 10 * vibration);
    }

    @Override
    public RemainingLife remainingLife(double[] values) {
      double hours = score(values);
      return new RemainingLife(hours, hours / 2, hours * 2);
    }

    @Override
    public List<Contribution> contributions(double[] values, int limit) {
      return List.of(
          new Contribution("vibration/last", values[0], 1, 0.5),
          new Contribution("temperature/last", values[1], 40, -0.1));
    }
  }
}
