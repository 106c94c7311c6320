package io.millwright.gateway;

import static io.millwright.gateway.OpcUaRig.FAST;
import static io.millwright.gateway.OpcUaRig.NONE;
import static io.millwright.gateway.OpcUaRig.SOON;
import static io.millwright.gateway.OpcUaRig.impatient;
import static io.millwright.gateway.OpcUaRig.node;
import static io.millwright.gateway.OpcUaRig.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.kafka.TcpProxy;
import io.millwright.gateway.opcua.OpcUaConfig;
import io.millwright.gateway.opcua.Sampling;
import io.millwright.gateway.opcua.Sampling.Deadband;
import io.millwright.gateway.opcua.UserIdentity;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** OPC UA servers and networks that break, hang or are too slow. */
final class OpcUaConnectionIT {
  private static final Duration POLL = Duration.ofMillis(5);

  @RegisterExtension final OpcUaRig rig = new OpcUaRig();

  @Test
  void subscribesAgainToAServerThatRestartedAndMarksTheGap() throws Exception {
    try (var gateway = rig.gateway(impatient(rig.plant().endpoint(), node("Temp")))) {
      rig.awaitReading("Temp", 20);
      rig.plant().stop();
      await().atMost(SOON).until(() -> !rig.events(AssetEvent.Kind.DEATH).isEmpty());
      rig.plant().set("Temp", 33.0);

      rig.plant().start();

      rig.awaitReading("Temp", 33);
      AssetEvent death = rig.events(AssetEvent.Kind.DEATH).get(0);
      assertThat(death.getSource()).isEqualTo("opcua:plant");
      AssetEvent birth = rig.events(AssetEvent.Kind.BIRTH).get(1);
      assertThat(birth.getCode()).isEqualTo("GAP");
      assertThat(birth.getTimeMicros()).isGreaterThan(death.getTimeMicros());
      rig.plant().set("Temp", 34.0);
      rig.awaitReading("Temp", 34);
    }
  }

  @Test
  void losesNothingWhenOnlyTheConnectionBreaksForAMoment() {
    try (var network = TcpProxy.to(rig.plant().port());
        var gateway = rig.gateway(server(OpcUaPlant.endpoint(network.port()), node("Temp")))) {
      rig.awaitReading("Temp", 20);
      network.cut();
      for (int i = 1; i <= 5; i++) {
        rig.plant().set("Temp", 40.0 + i);
        int before = rig.plant().samples("Temp");
        await()
            .pollInterval(POLL)
            .atMost(SOON)
            .until(() -> rig.plant().samples("Temp") > before + 1);
      }
      rig.awaitReading("Temp", 45);
      assertThat(rig.readings("Temp"))
          .extracting(OpcUaRig.Reading::value)
          .contains(41.0, 42.0, 43.0, 44.0);
      assertThat(rig.events(AssetEvent.Kind.DEATH)).isEmpty();
    }
  }

  @Test
  void takesAConnectionThatOnlyHangsForDeadAndMakesANewOne() {
    try (var network = TcpProxy.to(rig.plant().port());
        var gateway = rig.gateway(impatient(OpcUaPlant.endpoint(network.port()), node("Temp")))) {
      rig.awaitReading("Temp", 20);

      network.hold();

      await().atMost(SOON).until(() -> rig.metric("ended", "lost") > 0);
      assertThat(rig.events(AssetEvent.Kind.DEATH))
          .first()
          .matches(event -> event.getText().contains("nothing came for PT2S"));
      rig.plant().set("Temp", 55.0);
      network.pass();
      rig.awaitReading("Temp", 55);
    }
  }

  @Test
  void countsWhatTheServersQueueCouldNotHold() {
    Sampling small = new Sampling(Duration.ofMillis(10), 2, Deadband.NONE);
    OpcUaConfig slow =
        new OpcUaConfig(
            "plant",
            rig.plant().endpoint(),
            NONE,
            new UserIdentity.Anonymous(),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            List.of(node("Temp", small), node("Speed", FAST)),
            List.of());
    try (var gateway = rig.gateway(slow)) {
      rig.awaitReading("Temp", 20);
      AtomicInteger next = new AtomicInteger(100);
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(30))
          .until(
              () -> {
                rig.plant().set("Temp", (double) next.getAndIncrement());
                return rig.metric("dropped", "overflow") > 0;
              });
    }
  }
}
