package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.Payloads.byAlias;
import static io.millwright.gateway.sparkplug.Payloads.made;
import static io.millwright.gateway.sparkplug.Payloads.metric;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.reading.Rejection;
import java.util.Set;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.MetricDataType;
import org.junit.jupiter.api.Test;

/** What one sender does must leave the others their assets, and room. */
final class SharedRoomTest {
  private final HostUnderTest test = HostUnderTest.ofRegistered();

  private static Permissions only(String... assets) {
    Set<String> granted = Set.of(assets);
    return (asset, point) -> granted.contains(asset.asset().value());
  }

  private static Metric speed(long alias) {
    return made(metric("speed", MetricDataType.Int32, 900, alias));
  }

  private static SparkplugConfig room(int nodes, int metrics) {
    SparkplugConfig defaults = SparkplugConfig.defaults();
    return new SparkplugConfig(
        defaults.hostId(),
        null,
        defaults.nodeAsset(),
        defaults.deviceAsset(),
        defaults.reorderTimeout(),
        defaults.rebirthInterval(),
        defaults.rebirthsPerSecond(),
        nodes,
        defaults.maxMetricsPerNode(),
        metrics,
        defaults.maxHeldBytes(),
        50);
  }

  private HostUnderTest.Answer birthOf(
      HostUnderTest host, String tenant, String node, Metric... of) {
    Metric[] all = new Metric[of.length + 1];
    all[0] = Payloads.bdSeq(0);
    System.arraycopy(of, 0, all, 1, of.length);
    return host.sendTo(
        "spBv1.0/" + tenant + "/NBIRTH/" + node, Payloads.payload(host.millis(), 0, false, all));
  }

  @Test
  void aSenderThatMayNotWriteAnAssetDoesNotKeepItFromItsOwner() {
    test.register("edge-1");
    test.register("edge-2");
    test.register("pump-1", "speed");
    test.permissions = only("edge-1");
    assertThat(test.birth("edge-1", 0).accepted).isEqualTo(1);
    assertThat(test.deviceBirth("edge-1/pump-1", 1, speed(1)).kind())
        .isEqualTo(Rejection.Kind.PERMISSION);
    assertThat(test.data("edge-1/pump-1", 2, made(byAlias(1, MetricDataType.Int32, 1))).kind())
        .isEqualTo(Rejection.Kind.PERMISSION);

    test.permissions = only("edge-2", "pump-1");
    test.birth("edge-2", 0);
    assertThat(test.deviceBirth("edge-2/pump-1", 1, speed(1)).accepted).isEqualTo(1);
    test.forget();

    test.permissions = only("edge-1");
    assertThat(test.death("edge-1", 0).accepted).isEqualTo(1);
    assertThat(test.eventsShown()).containsExactly("DEATH plant-1/edge-1");
    assertThat(test.rebirthsAsked()).isEmpty();
  }

  @Test
  void aDeviceCannotFillTheMemoryWithEdgeNodesThatNobodyHasRegistered() {
    test.source = "mqtt:plant-1/edge-1";
    test.permissions = (asset, point) -> true;

    for (int node = 0; node < 50; node++) {
      assertThat(test.birth("invented-" + node, 0, speed(1)).reason())
          .contains("nobody has registered");
      assertThat(test.data("invented-" + node, 1, made(byAlias(1, MetricDataType.Int32, 1))).kind())
          .isEqualTo(Rejection.Kind.PERMISSION);
    }

    assertThat(test.gauge("nodes")).isZero();
    assertThat(test.gauge("metrics")).isZero();
    assertThat(test.rebirthsAsked()).isEmpty();
    assertThat(test.answers).allMatch(answer -> answer.times() == 1);
  }

  @Test
  void aSessionEndsWhenItsNextBirthIsRefused() {
    test.permissions = (asset, point) -> true;
    test.register("edge-1", "speed");
    test.register("pump-1", "speed");
    test.birth("edge-1", 0, speed(1));
    test.deviceBirth("edge-1/pump-1", 1, speed(2));
    test.deregister("edge-1");
    test.forget();

    assertThat(test.birth("edge-1", 0, speed(1)).kind()).isEqualTo(Rejection.Kind.PERMISSION);

    assertThat(test.readings()).containsExactly("plant-1/pump-1 speed=900.0 STALE");
    assertThat(test.gauge("nodes")).isZero();
    assertThat(test.gauge("metrics")).isZero();
  }

  @Test
  void oneNewPointOfAnEdgeNodeDoesNotStopItsDevices() {
    test.permissions = (asset, point) -> true;
    test.register("edge-1", "load");
    test.register("pump-1", "speed");

    assertThat(test.birth("edge-1", 0, speed(1)).reason()).contains("'speed'");

    assertThat(test.deviceBirth("edge-1/pump-1", 1, speed(2)).accepted).isEqualTo(1);
    test.register("edge-1", "load", "speed");
    assertThat(test.data("edge-1", 2, made(byAlias(1, MetricDataType.Int32, 901))).accepted)
        .isEqualTo(1);
    test.forget();
    test.death("edge-1", 0);
    assertThat(test.readings())
        .containsExactly("plant-1/edge-1 speed=901.0 STALE", "plant-1/pump-1 speed=900.0 STALE");
  }

  @Test
  void behindAPlantsBrokerTheDevicesAreEnoughToBeRegistered() {
    test.register("pump-1", "speed");

    assertThat(test.birth("edge-1", 0, speed(1)).kind()).isEqualTo(Rejection.Kind.PERMISSION);

    assertThat(test.deviceBirth("edge-1/pump-1", 1, speed(2)).accepted).isEqualTo(1);
    assertThat(test.readings()).containsExactly("plant-1/pump-1 speed=900.0 GOOD");
  }

  @Test
  void aPointThatWasRefusedIsNotAmongTheLastValuesOfADeath() {
    test.register("edge-1", "speed");
    test.birth("edge-1", 0, speed(1), made(metric("heat", MetricDataType.Int32, 5, 2L)));
    test.data("edge-1", 1, made(byAlias(1, MetricDataType.Int32, 901)));
    test.data("edge-1", 2, made(byAlias(2, MetricDataType.Int32, 6)));
    test.forget();

    assertThat(test.death("edge-1", 0).accepted).isEqualTo(1);

    assertThat(test.readings()).containsExactly("plant-1/edge-1 speed=901.0 STALE");
  }

  @Test
  void aTenantLeavesTheOthersRoomForTheirEdgeNodes() {
    HostUnderTest host = new HostUnderTest(room(4, 1_000));
    assertThat(birthOf(host, "loud", "edge-1").accepted).isEqualTo(1);
    assertThat(birthOf(host, "loud", "edge-2").accepted).isEqualTo(1);

    assertThat(birthOf(host, "loud", "edge-3").reason())
        .contains("loud")
        .contains("2 nodes")
        .contains("sparkplug.max-tenant-share");

    assertThat(birthOf(host, "loud", "edge-1").accepted).isEqualTo(1);
    assertThat(birthOf(host, "calm", "edge-1").accepted).isEqualTo(1);
    assertThat(host.gauge("nodes")).isEqualTo(3);
  }

  @Test
  void aTenantLeavesTheOthersRoomForTheirMetrics() {
    HostUnderTest host = new HostUnderTest(room(100, 6));
    assertThat(birthOf(host, "loud", "edge-1", speed(1)).accepted).isEqualTo(1);

    assertThat(birthOf(host, "loud", "edge-2", speed(1)).reason()).contains("3 metrics");

    assertThat(birthOf(host, "loud", "edge-1", speed(1)).accepted).isEqualTo(1);
    assertThat(
            birthOf(
                    host,
                    "calm",
                    "edge-1",
                    speed(1),
                    made(metric("b", MetricDataType.Int32, 1, 2L)))
                .accepted)
        .isEqualTo(1);
    assertThat(host.gauge("metrics")).isEqualTo(5);
  }

  @Test
  void theOnlyTenantHasAllTheRoom() {
    SparkplugConfig shared = room(4, 8);
    assertThat(shared.shareOf(4)).isEqualTo(2);
    SparkplugConfig alone =
        new SparkplugConfig(
            shared.hostId(),
            "acme",
            shared.nodeAsset(),
            shared.deviceAsset(),
            shared.reorderTimeout(),
            shared.rebirthInterval(),
            shared.rebirthsPerSecond(),
            shared.maxNodes(),
            shared.maxMetricsPerNode(),
            shared.maxMetrics(),
            shared.maxHeldBytes(),
            shared.maxTenantShare());
    assertThat(alone.shareOf(4)).isEqualTo(4);
  }
}
