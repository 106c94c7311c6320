package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.Payloads.byAlias;
import static io.millwright.gateway.sparkplug.Payloads.made;
import static io.millwright.gateway.sparkplug.Payloads.metric;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.reading.Rejection;
import java.time.Duration;
import org.eclipse.tahu.message.model.MetricDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An edge node some of whose devices nobody has registered, or has registered no more. */
final class QuarantinedDevicesTest {
  private final HostUnderTest test = HostUnderTest.ofRegistered();

  @BeforeEach
  void born() {
    test.register("edge-1", "load");
    test.register("pump-1", "speed");
    test.register("pump-2", "speed");
    test.birth("edge-1", 7, made(metric("load", MetricDataType.Double, 0.5, 1L)));
    deviceBirths();
    test.forget();
  }

  private void deviceBirths() {
    for (int device = 1; device <= 2; device++) {
      test.deviceBirth(
          "edge-1/pump-" + device,
          device,
          made(metric("speed", MetricDataType.Int32, 900 + device, 1L + device)));
    }
  }

  @Test
  void aDeathIsToldOfTheOthersWhenOneDeviceIsNoLongerRegistered() {
    test.deregister("pump-1");
    double messages = test.messages();

    HostUnderTest.Answer answer = test.death("edge-1", 7);

    assertThat(test.eventsShown()).containsExactly("DEATH plant-1/edge-1", "DEATH plant-1/pump-2");
    assertThat(test.readings())
        .containsExactly("plant-1/edge-1 load=0.5 STALE", "plant-1/pump-2 speed=902.0 STALE");
    assertThat(answer.times()).isEqualTo(1);
    assertThat(answer.kind()).isEqualTo(Rejection.Kind.PERMISSION);
    assertThat(answer.reason()).contains("plant-1/pump-1");
    assertThat(test.rejected()).hasSize(1);
    assertThat(test.messages() - messages).isEqualTo(1);
  }

  @Test
  void aSilentNodesDeathIsToldOfTheOthersToo() {
    test.deregister("pump-1");
    test.host.started(test.channel);
    test.pass(Duration.ofMinutes(2));

    assertThat(test.eventsShown()).containsExactly("DEATH plant-1/edge-1", "DEATH plant-1/pump-2");
  }

  @Test
  void theNextSessionBeginsAlthoughADeviceOfTheOneBeforeIsNoLongerRegistered() {
    test.deregister("pump-1");
    test.pass(Duration.ofSeconds(1));

    HostUnderTest.Answer answer =
        test.birth("edge-1", 8, made(metric("load", MetricDataType.Double, 0.6, 11L)));

    assertThat(answer.times()).isEqualTo(1);
    assertThat(test.eventsShown())
        .containsExactly("DEATH plant-1/edge-1", "DEATH plant-1/pump-2", "BIRTH plant-1/edge-1");
    assertThat(test.readings())
        .containsExactly(
            "plant-1/edge-1 load=0.5 STALE",
            "plant-1/pump-2 speed=902.0 STALE",
            "plant-1/edge-1 load=0.6 GOOD");
    assertThat(test.lastMeasurements().sourceSequence()).isEqualTo(1);
    test.data("edge-1", 1, made(byAlias(11, MetricDataType.Double, 0.7)));
    assertThat(test.readings()).endsWith("plant-1/edge-1 load=0.7 GOOD");
  }
}
