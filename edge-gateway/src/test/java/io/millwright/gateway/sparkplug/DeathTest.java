package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.HostUnderTest.NOW;
import static io.millwright.gateway.sparkplug.Payloads.byAlias;
import static io.millwright.gateway.sparkplug.Payloads.made;
import static io.millwright.gateway.sparkplug.Payloads.metric;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.wire.AssetEvent;
import java.time.Duration;
import org.eclipse.tahu.message.model.MetricDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeathTest {
  private final HostUnderTest test = new HostUnderTest();

  @BeforeEach
  void born() {
    birth(7);
    test.data("edge-1/pump-1", 2, made(byAlias(2, MetricDataType.Int32, 950)));
    test.forget();
  }

  private void birth(int bdSeq) {
    test.birth("edge-1", bdSeq, made(metric("load", MetricDataType.Double, 0.5, 1L)));
    test.deviceBirth("edge-1/pump-1", 1, made(metric("speed", MetricDataType.Int32, 900, 2L)));
  }

  @Test
  void anNdeathMakesTheLastValuesOfTheNodeAndItsDevicesStaleAtTheHostsTime() {
    test.pass(Duration.ofSeconds(9));
    HostUnderTest.Answer answer = test.death("edge-1", 7);

    assertThat(answer.accepted).isEqualTo(1);
    assertThat(test.eventsShown()).containsExactly("DEATH plant-1/edge-1", "DEATH plant-1/pump-1");
    assertThat(test.readings())
        .containsExactly("plant-1/edge-1 load=0.5 STALE", "plant-1/pump-1 speed=950.0 STALE");
    for (Measurements stale : test.measurements()) {
      assertThat(stale.timeMicros(0)).isEqualTo((NOW + 9_000) * 1_000);
      assertThat(stale.sourceSequence()).isZero();
    }
    assertThat(test.events()).allMatch(event -> event.getTimeMicros() == (NOW + 9_000) * 1_000);
    assertThat(test.gauge("nodes")).isZero();
    assertThat(test.gauge("metrics")).isZero();
  }

  @Test
  void aLateWillOfAnEarlierSessionKillsNothing() {
    HostUnderTest.Answer answer = test.death("edge-1", 6);

    assertThat(answer.accepted).isEqualTo(1);
    assertThat(test.events()).isEmpty();
    assertThat(test.readings()).isEmpty();
    assertThat(test.counter("deaths.ignored")).isEqualTo(1);
    test.data("edge-1", 3, made(byAlias(1, MetricDataType.Double, 0.6)));
    assertThat(test.readings()).containsExactly("plant-1/edge-1 load=0.6 GOOD");
  }

  @Test
  void aDeathWithoutBdSeqIsRejected() {
    assertThat(test.send("NDEATH", "edge-1", Payloads.payload(NOW, -1, false)).reason())
        .contains("NDEATH of edge node 'plant-1/edge-1' has no metric bdSeq");
    assertThat(test.events()).isEmpty();
  }

  @Test
  void aSecondDeathIsIgnored() {
    test.death("edge-1", 7);
    test.forget();
    assertThat(test.death("edge-1", 7).accepted).isEqualTo(1);
    assertThat(test.events()).isEmpty();
  }

  @Test
  void aDdeathIsThatDevicesAloneAtThePayloadsTime() {
    test.send("DDEATH", "edge-1/pump-1", Payloads.payload(NOW - 500, 3, false));

    assertThat(test.readings()).containsExactly("plant-1/pump-1 speed=950.0 STALE");
    assertThat(test.lastMeasurements().timeMicros(0)).isEqualTo((NOW - 500) * 1_000);
    assertThat(test.lastMeasurements().sourceSequence()).isEqualTo(4);
    AssetEvent death = test.events().get(0);
    assertThat(death.getKind()).isEqualTo(AssetEvent.Kind.DEATH);
    assertThat(death.getAsset()).isEqualTo("pump-1");
    assertThat(death.getTimeMicros()).isEqualTo((NOW - 500) * 1_000);
    test.data("edge-1", 4, made(byAlias(1, MetricDataType.Double, 0.6)));
    assertThat(test.readings()).contains("plant-1/edge-1 load=0.6 GOOD");
    assertThat(test.rebirthsAsked()).isEmpty();
    test.forget();

    test.death("edge-1", 7);
    assertThat(test.eventsShown()).containsExactly("DEATH plant-1/edge-1");
  }

  @Test
  void dataOfADeadDeviceLeadToARebirth() {
    test.send("DDEATH", "edge-1/pump-1", Payloads.payload(NOW, 3, false));
    assertThat(test.data("edge-1/pump-1", 4, made(byAlias(2, MetricDataType.Int32, 1))).reason())
        .contains("no DBIRTH");
    assertThat(test.rebirthsAsked()).hasSize(1);
  }

  @Test
  void theNextSessionEndsOneWhoseDeathWasLost() {
    test.pass(Duration.ofSeconds(1));
    birth(8);

    assertThat(test.eventsShown())
        .containsExactly(
            "DEATH plant-1/edge-1",
            "DEATH plant-1/pump-1",
            "BIRTH plant-1/edge-1",
            "BIRTH plant-1/pump-1");
    assertThat(test.readings())
        .containsExactly(
            "plant-1/edge-1 load=0.5 STALE",
            "plant-1/pump-1 speed=950.0 STALE",
            "plant-1/edge-1 load=0.5 GOOD",
            "plant-1/pump-1 speed=900.0 GOOD");
    assertThat(test.measurements().get(0).timeMicros(0))
        .isLessThan(test.measurements().get(2).timeMicros(0));
    test.forget();
    test.death("edge-1", 7);
    assertThat(test.events()).isEmpty();
    assertThat(test.gauge("metrics")).isEqualTo(3);
  }

  @Test
  void aRebirthWithTheSameBdSeqIsNoDeath() {
    birth(7);
    assertThat(test.eventsShown()).containsExactly("BIRTH plant-1/edge-1", "BIRTH plant-1/pump-1");
    assertThat(test.gauge("metrics")).isEqualTo(3);
    test.forget();
    test.death("edge-1", 7);
    assertThat(test.eventsShown()).hasSize(2);
  }

  @Test
  void aDeviceThatDidNotComeBackInARebirthStillBecomesStaleWithItsNode() {
    test.birth("edge-1", 7, made(metric("load", MetricDataType.Double, 0.5, 2L)));
    assertThat(test.data("edge-1/pump-1", 1, made(byAlias(2, MetricDataType.Int32, 1))).reason())
        .contains("no DBIRTH since the last NBIRTH");
    test.forget();

    test.death("edge-1", 7);

    assertThat(test.readings())
        .containsExactly("plant-1/edge-1 load=0.5 STALE", "plant-1/pump-1 speed=950.0 STALE");
  }

  @Test
  void whatIsHeldIsKeptBeforeTheDeath() {
    HostUnderTest.Answer held =
        test.data("edge-1", 4, made(byAlias(1, MetricDataType.Double, 0.9)));
    test.death("edge-1", 7);

    assertThat(held.accepted).isEqualTo(1);
    assertThat(test.readings())
        .containsExactly(
            "plant-1/edge-1 load=0.9 UNCERTAIN",
            "plant-1/edge-1 load=0.9 STALE",
            "plant-1/pump-1 speed=950.0 STALE");
    assertThat(test.rebirthsAsked()).isEmpty();
  }
}
