package io.millwright.streams.monitoring;

import com.google.protobuf.ByteString;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.wire.ModelRelease;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.models.prognosis.Calibration;
import io.millwright.models.prognosis.LifeIntervals;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.prognosis.ScoringModel;
import io.millwright.models.prognosis.TreeEnsemble;
import io.millwright.models.prognosis.TreeModel.Meaning;
import io.millwright.models.release.ModelFiles;
import io.millwright.models.release.Sha256;
import io.millwright.models.release.TrainedModel;
import java.util.List;
import java.util.Map;

/**
 * A plant of pumps whose wear rises and is mended again and again: each time it passes 50, an
 * advisory is due two scans later.
 */
public final class Pumps {
  public static final TenantId TENANT = new TenantId("acme");
  public static final long HOUR = 3_600_000_000L;

  /** 2024-01-20T00:00:00Z. */
  public static final long BASE = 1_705_708_800_000_000L;

  private static final int PERIOD = 40;

  private static final String PLAN =
      """
      id: pump-wear
      version: %d
      assetClass: pump
      title: Pump
      scan: {period: PT1H, lateness: PT0S, baselineScans: 5}
      points:
        - {name: wear, unit: "1", range: [0, 100], description: wear}
        - {name: speed, unit: /min, range: [0, 5000], description: speed}
      descriptors:
        - {points: [wear], kinds: [last, mean5, drift20, age]}
        - {points: [speed], kinds: [mean5, slope30]}
      detectors:
        - {name: wear-high, kind: static-limit, point: wear, descriptor: last, direction: high, alert: 50, alarm: 70}
      prognoses:
        - failureMode: wear-out
          failureWithinHorizon: {model: wear-failure, horizon: PT30H}
          remainingLife: {model: wear-life, cap: PT100H}
      health: {from: remaining-life}
      advisories:
        - rule: wear-foreseen
          failureMode: wear-out
          when: {failureProbability: {above: %s, endsBelow: 0.25}}
          persistenceScans: 2
          clearScans: 2
          priority: 2
          title: "Pump worn: failure expected in about {remainingLife}"
          explanation: "{asset} is worn. {limits}"
          recommendedAction: Exchange the impeller.
          checklist: [Look at the impeller.]
      shelveAfterNoFault: P30D
      """;

  /** The same without models: it warns when the limit is passed. */
  private static final String PLAIN_PLAN =
      """
      id: pump-wear
      version: 1
      assetClass: pump
      title: Pump
      scan: {period: PT1H, lateness: PT0S, baselineScans: 5}
      points:
        - {name: wear, unit: "1", range: [0, 100], description: wear}
        - {name: speed, unit: /min, range: [0, 5000], description: speed}
      descriptors:
        - {points: [wear], kinds: [last, mean5, drift20, age]}
        - {points: [speed], kinds: [mean5, slope30]}
      detectors:
        - {name: wear-high, kind: static-limit, point: wear, descriptor: last, direction: high, alert: 50, alarm: 70}
        - {name: speed-off, kind: deviation, point: speed, descriptor: mean5, learnScans: 30, floor: 2, side: both, alert: 4, alarm: 8}
      advisories:
        - rule: wear-high
          failureMode: wear-out
          when: {detectors: {of: [wear-high], atLeast: 1, level: ALERT}}
          persistenceScans: 2
          clearScans: 2
          priority: 2
          title: "Pump worn"
          explanation: "{asset} is worn. {states}"
          recommendedAction: Exchange the impeller.
      """;

  private Pumps() {}

  public static AssetKey pump(int number) {
    return AssetKey.of(TENANT.value(), "pump-" + number);
  }

  public static String plan(int version) {
    return PLAN.formatted(version, "0.5");
  }

  /** Without models. */
  public static String plainPlan() {
    return PLAIN_PLAN;
  }

  /** Every other pump has a plan without models. */
  public static String planOf(int pump) {
    return pump % 2 == 0 ? PLAIN_PLAN : plan(1);
  }

  /** A plan of nothing but a limit of the wear. */
  public static String limitPlan(String period, int unknownAfterScans) {
    return """
    id: pump-limit
    version: 1
    assetClass: pump
    title: Pump
    scan: {period: %s, lateness: PT0S, unknownAfterScans: %d}
    points:
      - {name: wear, unit: "1", range: [0, 100]}
    descriptors:
      - {points: [wear], kinds: [last]}
    detectors:
      - {name: wear-high, kind: static-limit, point: wear, descriptor: last, direction: high, alert: 50, alarm: 70}
    """
        .formatted(period, unknownAfterScans);
  }

  static String invalidPlan() {
    return PLAN.formatted(9, "150");
  }

  public static MonitoringPlanRelease release(AssetKey asset, String document) {
    return MonitoringPlanRelease.newBuilder()
        .setTenant(asset.tenant().value())
        .setAsset(asset.asset().value())
        .setPlanId("pump-wear")
        .setVersion(1)
        .setDocument(document)
        .setSha256(Sha256.hex(document.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .build();
  }

  /** The readings of one pump in one hour; every seventh pump has a reading more. */
  public static Measurements readings(int pump, int hour) {
    long time = BASE + hour * HOUR;
    MeasurementsBuilder readings =
        Measurements.builder(pump(pump), "mqtt:plant")
            .sourceSequence(hour + 1L)
            .add("wear", time, 10 + (hour + pump * 7) % PERIOD * 2)
            .add("speed", time + 60_000_000L, 1480 + (hour * 31 + pump * 17) % 23);
    if (pump % 7 == 0) {
      readings.add("noise", time, hour);
    }
    return readings.build();
  }

  /** Log-odds of -3 below a wear of 50, and 3 from it on. */
  public static ModelRelease failureModel() {
    return release("wear-failure", step(-3, 3), new Meaning.FailureOdds(30, new Calibration(1, 0)));
  }

  /** Nine tenths of the life below a wear of 50, and two tenths from it on. */
  public static ModelRelease lifeModel() {
    return release(
        "wear-life",
        step(0.9f, 0.2f),
        new Meaning.ShareOfLife(
            100, LifeIntervals.of(new double[] {90, 20}, new double[] {95, 15}, 100)));
  }

  /** What both models say, without Kafka. */
  public static ModelCatalog models() {
    Map<String, ScoringModel> models =
        Map.of(
            "wear-failure", TrainedModel.ofWire(failureModel()),
            "wear-life", TrainedModel.ofWire(lifeModel()));
    return (tenant, name) -> tenant.equals(TENANT) ? models.get(name) : null;
  }

  private static TreeEnsemble step(float below, float above) {
    return new TreeEnsemble(
        1,
        0,
        new int[] {0},
        new int[] {1, 0, 0},
        new int[] {0, 0, 0},
        new float[] {50, below, above},
        new boolean[] {true, true, true},
        new float[] {(below + above) / 2, below, above});
  }

  private static ModelRelease release(String name, TreeEnsemble trees, Meaning meaning) {
    byte[] bytes = ModelFiles.write(List.of("wear/last"), new double[] {20}, trees, meaning);
    return ModelRelease.newBuilder()
        .setTenant(TENANT.value())
        .setName(name)
        .setVersion(1)
        .setModel(ByteString.copyFrom(bytes))
        .setSha256(Sha256.hex(bytes))
        .build();
  }
}
