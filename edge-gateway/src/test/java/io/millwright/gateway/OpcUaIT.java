package io.millwright.gateway;

import static io.millwright.gateway.OpcUaRig.FAST;
import static io.millwright.gateway.OpcUaRig.NONE;
import static io.millwright.gateway.OpcUaRig.PRESS;
import static io.millwright.gateway.OpcUaRig.SOON;
import static io.millwright.gateway.OpcUaRig.node;
import static io.millwright.gateway.OpcUaRig.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ulong;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.PointName;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.OpcUaRig.Reading;
import io.millwright.gateway.opcua.OpcUaConfig.Address;
import io.millwright.gateway.opcua.OpcUaConfig.Browse;
import io.millwright.gateway.opcua.OpcUaConfig.Point;
import io.millwright.gateway.opcua.Sampling;
import io.millwright.gateway.opcua.Sampling.Deadband;
import io.millwright.gateway.opcua.UserIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Subscribing to the library's own server: values, their times and their qualities. */
final class OpcUaIT {
  @RegisterExtension final OpcUaRig rig = new OpcUaRig();

  @Test
  void takesValuesWithTheirTimeAndQuality() {
    Point byPath =
        new Point(
            PRESS,
            new PointName("speed"),
            new Address.BrowsePath("2:Press/2:Motor 1/2:Speed"),
            FAST);
    try (var gateway =
        rig.gateway(
            server(
                rig.plant().endpoint(),
                node("Temp"),
                node("Running"),
                node("Name"),
                node("Trend"),
                byPath))) {
      assertThat(rig.awaitReading("Running", 1).quality()).isEqualTo(Quality.GOOD);
      assertThat(rig.awaitReading("speed", 1500).quality()).isEqualTo(Quality.GOOD);

      Instant time = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MICROS);
      rig.plant().set("Temp", 21.5f, new StatusCode(StatusCodes.Uncertain_LastUsableValue), time);
      Reading uncertain = rig.awaitReading("Temp", 21.5);
      assertThat(uncertain.quality()).isEqualTo(Quality.UNCERTAIN);
      assertThat(uncertain.micros()).isEqualTo(micros(time));

      rig.plant()
          .set("Temp", -3L, new StatusCode(StatusCodes.Bad_SensorFailure), time.plusSeconds(1));
      assertThat(rig.awaitReading("Temp", -3).quality()).isEqualTo(Quality.BAD);

      rig.plant().set("Temp", ulong(7), StatusCode.GOOD, Instant.parse("1601-01-02T00:00:00Z"));
      Reading unset = rig.awaitReading("Temp", 7);
      assertThat(unset.micros()).isGreaterThan(micros(time));
      assertThat(unset.quality()).isEqualTo(Quality.UNCERTAIN);

      assertThat(rig.readings("Name")).isEmpty();
      assertThat(rig.readings("Trend")).isEmpty();
      assertThat(rig.metric("dropped", "type")).isEqualTo(2);
      assertThat(rig.measurements()).allMatch(batch -> batch.source().equals("opcua:plant"));
      assertThat(rig.measurements().stream().map(Measurements::sourceSequence))
          .isSorted()
          .doesNotHaveDuplicates()
          .startsWith(1L);
      assertThat(gateway.sources().get(0).connected()).isTrue();
    }
  }

  @Test
  void makesPointsOfTheNumbersBelowANode() {
    Browse press =
        new Browse(PRESS, new Address.Node("nsu=urn:millwright:test;s=Press"), 3, 100, FAST);
    try (var gateway =
        rig.gateway(
            server(rig.plant().endpoint(), NONE, new UserIdentity.Anonymous(), List.of(), press))) {
      rig.awaitReading("Motor_1.Speed", 1500);
      rig.awaitReading("Temp", 20);
      rig.awaitReading("Running", 1);
      assertThat(rig.measurements().stream().flatMap(batch -> batch.points().stream()))
          .containsOnly("Temp", "Running", "Motor_1.Speed");
    }
  }

  @Test
  void stopsBrowsingAtItsDepthAndLimit() {
    Address from = new Address.BrowsePath("2:Press");
    try (var gateway =
        rig.gateway(
            server(
                rig.plant().endpoint(),
                NONE,
                new UserIdentity.Anonymous(),
                List.of(),
                new Browse(AssetKey.of("demo", "shallow"), from, 1, 100, FAST),
                new Browse(AssetKey.of("demo", "few"), from, 5, 1, FAST)))) {
      await().atMost(SOON).until(() -> pointsOf("shallow").size() == 2);
      assertThat(pointsOf("shallow")).containsExactlyInAnyOrder("Temp", "Running");
      await().atMost(SOON).until(() -> !pointsOf("few").isEmpty());
      assertThat(pointsOf("few")).hasSize(1);
    }
  }

  private List<String> pointsOf(String asset) {
    return rig.measurements().stream()
        .filter(batch -> batch.asset().equals(AssetKey.of("demo", asset)))
        .flatMap(batch -> batch.points().stream())
        .distinct()
        .toList();
  }

  @Test
  void keepsQuietAboutChangesWithinTheDeadband() {
    Sampling dead =
        new Sampling(Duration.ofMillis(20), 50, new Deadband(Deadband.Kind.ABSOLUTE, 1.0));
    try (var gateway =
        rig.gateway(server(rig.plant().endpoint(), node("Temp", dead), node("Speed")))) {
      rig.awaitReading("Temp", 20);
      for (double value : new double[] {20.4, 20.9, 22.5, 23.0, 19}) {
        rig.plant().set("Temp", value);
        // Its arrival says that the server has looked at both.
        rig.plant().set("Speed", value);
        rig.awaitReading("Speed", value);
      }
      rig.awaitReading("Temp", 19);
      assertThat(rig.readings("Temp").stream().map(Reading::value))
          .containsExactly(20.0, 22.5, 19.0);
    }
  }

  @Test
  void namesAPointThatTheServerDoesNotHaveAndReadsTheOthers() {
    try (var gateway = rig.gateway(server(rig.plant().endpoint(), node("Temp"), node("Tmep")))) {
      rig.awaitReading("Temp", 20);
      await().atMost(SOON).until(() -> !rig.events(AssetEvent.Kind.CODE).isEmpty());
      assertThat(rig.events(AssetEvent.Kind.CODE))
          .singleElement()
          .matches(event -> event.getCode().equals("OPC_UA_REFUSED"))
          .matches(event -> event.getText().startsWith("demo/press-1 Tmep: "))
          .matches(event -> event.getText().contains("Bad_NodeIdUnknown"));
    }
  }

  @Test
  void findsWhatAServerLoadsAfterTheConnection() {
    AssetKey late = AssetKey.of("demo", "late");
    Browse below = new Browse(late, new Address.BrowsePath("2:Oven"), 3, 100, FAST);
    Point named =
        new Point(late, new PointName("named"), new Address.BrowsePath("2:Kiln/2:Flame"), FAST);
    try (var gateway =
        rig.gateway(
            server(
                rig.plant().endpoint(),
                NONE,
                new UserIdentity.Anonymous(),
                List.of(node("Temp"), named),
                below))) {
      rig.awaitReading("Temp", 20);
      await().atMost(SOON).until(() -> !rig.events(AssetEvent.Kind.CODE).isEmpty());

      rig.plant().load("Oven", "Heat", 650);
      rig.plant().load("Kiln", "Flame", 1);

      await().atMost(SOON).until(() -> pointsOf("late").size() == 2);
      assertThat(pointsOf("late")).containsExactlyInAnyOrder("Heat", "named");
    }
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
