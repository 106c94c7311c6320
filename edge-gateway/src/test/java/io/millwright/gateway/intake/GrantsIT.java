package io.millwright.gateway.intake;

import static io.millwright.gateway.intake.IntakeDoor.body;
import static io.millwright.gateway.registry.Registrations.asset;
import static io.millwright.gateway.registry.Registrations.grant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.contracts.wire.Discovery;
import io.millwright.contracts.wire.PointRegistration;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.IntakeDoor.Answer;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DeviceMessage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a registered device may write, from its password to the topics of a real Kafka. */
@ExtendWith(KafkaExtension.class)
final class GrantsIT {
  private final IntakeDoor door;

  GrantsIT(EmbeddedKafka kafka) {
    door = new IntakeDoor(kafka);
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void aDeviceWritesWhatItOwnsAndNothingElse() throws Exception {
    door.put(asset(door.tenant() + "/pump-1", "temp", "flow"));
    door.put(asset(door.tenant() + "/pump-2", "temp"));
    door.put(door.press().addGrants(grant("pump-1", "temp")));
    Sender sender = door.admitted("press-7");

    assertThat(door.send(sender, "pump-1", "temp").outcome()).isEqualTo("accepted");
    Answer otherPoint = door.send(sender, "pump-1", "flow");
    Answer otherAsset = door.send(sender, "pump-2", "temp");

    assertThat(otherPoint.outcome()).isEqualTo("rejected");
    assertThat(otherPoint.reason())
        .contains("quarantined", "mqtt:" + door.tenant() + "/press-7 may not write 'flow' of");
    assertThat(otherAsset.reason())
        .contains("may not write 'temp' of " + door.tenant() + "/pump-2");
    await().until(() -> door.rejected().size() == 2);
    assertThat(door.rejected().get(0).getReason()).contains("'flow'");
    assertThat(door.rejected().get(0).getPayload().toStringUtf8()).contains("\"flow\":1");
    await().until(() -> door.discovered().size() == 2);
    assertThat(door.discovered())
        .extracting(Discovery::getReason)
        .containsOnly(Discovery.Reason.NOT_GRANTED);
    assertThat(door.discovered().get(0).getPointsList()).containsExactly("flow");
    assertThat(door.discovered().get(0).getValuesList()).containsExactly(1.0);
    await().until(() -> door.measured().size() == 1);
  }

  @Test
  void anotherTenantsAssetIsRefusedAndNotToldToThatTenant() throws Exception {
    door.put(door.press().addGrants(grant("*")).setAutoProvision(true));

    Answer answer =
        door.answer(
            IntakeDoor.message(
                door.admitted("press-7"), "other-tenant", "pump-1", body("temp"), null));

    assertThat(answer.outcome()).isEqualTo("rejected");
    assertThat(answer.reason()).contains("another organization's");
    door.send(door.admitted("press-7"), "pump-9", "temp");
    await().until(() -> !door.discovered().isEmpty());
    assertThat(door.discoveredOf("other-tenant")).isEmpty();
  }

  @Test
  void aSuspendedDeviceWritesNothingFromItsNextMessageOn() throws Exception {
    door.put(asset(door.tenant() + "/pump-1", "temp"));
    door.put(door.press().addGrants(grant("*")));
    Sender sender = door.admitted("press-7");
    assertThat(door.send(sender, "pump-1", "temp").outcome()).isEqualTo("accepted");

    door.put(door.press().addGrants(grant("*")).setState(DeviceRegistration.State.SUSPENDED));

    assertThat(door.send(sender, "pump-1", "temp").outcome()).isEqualTo("rejected");
  }

  @Test
  void eventsNeedAGrantOfTheWholeAsset() throws Exception {
    door.put(asset(door.tenant() + "/pump-1", "temp"));
    door.put(door.press().addGrants(grant("pump-1", "temp")));
    Sender sender = door.admitted("press-7");
    AssetEvent event = AssetEvent.newBuilder().setTenant(door.tenant()).setAsset("pump-1").build();
    DeviceMessage message = door.message(sender, "pump-1", "");

    Answer refused = door.take(new Arrival(message, List.of(), List.of(event), List.of()));
    door.put(door.press().addGrants(grant("pump-1")));
    Answer taken = door.take(new Arrival(message, List.of(), List.of(event), List.of()));

    assertThat(refused.reason()).contains("may not write events of " + door.tenant() + "/pump-1");
    assertThat(taken.outcome()).isEqualTo("accepted");
  }

  @Test
  void readingsComeToKafkaInTheUnitOfTheirPointAndJudged() throws Exception {
    door.put(
        AssetRegistration.newBuilder()
            .setTenant(door.tenant())
            .setAsset("pump-1")
            .addPoints(
                PointRegistration.newBuilder()
                    .setName("temp")
                    .setUnit("Cel")
                    .setPhysicalHigh(100)
                    .setLowPriority(true))
            .build());
    door.put(door.press().addGrants(grant("*")));
    String senml =
        "[{\"n\":\"temp\",\"u\":\"K\",\"v\":293.15,\"t\":1763683200},"
            + "{\"n\":\"temp\",\"v\":900,\"u\":\"K\",\"t\":1763683201}]";

    Answer answer =
        door.answer(
            IntakeDoor.message(
                door.admitted("press-7"), door.tenant(), "pump-1", senml, BodyFormat.SENML_JSON));

    assertThat(answer.outcome()).isEqualTo("accepted");
    await().until(() -> door.measured().size() == 1);
    Measurements kept = door.measured().get(0);
    assertThat(kept.value(0)).isEqualTo(20);
    assertThat(kept.quality(0)).isEqualTo(Quality.GOOD);
    assertThat(kept.quality(1)).isEqualTo(Quality.BAD);
    Answer wrong =
        door.answer(
            IntakeDoor.message(
                door.admitted("press-7"),
                door.tenant(),
                "pump-1",
                "[{\"n\":\"temp\",\"u\":\"Pa\",\"v\":1}]",
                BodyFormat.SENML_JSON));
    assertThat(wrong.reason()).contains("unit 'Pa' cannot be expressed in 'Cel'");
  }
}
