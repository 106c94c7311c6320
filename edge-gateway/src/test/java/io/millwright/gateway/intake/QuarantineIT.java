package io.millwright.gateway.intake;

import static io.millwright.gateway.intake.IntakeDoor.body;
import static io.millwright.gateway.registry.Registrations.asset;
import static io.millwright.gateway.registry.Registrations.grant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millwright.contracts.wire.Discovery;
import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.IntakeDoor.Answer;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.reading.BodyFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What nobody has registered: kept back or let through, and told once. */
@ExtendWith(KafkaExtension.class)
final class QuarantineIT {
  private final IntakeDoor door;

  QuarantineIT(EmbeddedKafka kafka) {
    door = new IntakeDoor(kafka);
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void whatNobodyHasRegisteredIsQuarantinedUntilItIsRegistered() throws Exception {
    door.put(door.press().addGrants(grant("*")));
    door.put(asset(door.tenant() + "/pump-1", "temp"));
    Sender sender = door.admitted("press-7");

    Answer unknownPoint = door.send(sender, "pump-1", "new");
    Answer unknownAsset = door.send(sender, "pump-2", "temp");
    door.send(sender, "pump-2", "temp");

    assertThat(unknownPoint.reason())
        .contains("quarantined: nobody has registered 'new' of " + door.tenant() + "/pump-1");
    assertThat(unknownAsset.reason()).contains("nobody has registered 'temp'");
    await().until(() -> door.rejected().size() == 3 && door.discovered().size() >= 2);
    assertThat(door.discovered())
        .as("told once, not for each message")
        .extracting(Discovery::getReason)
        .containsExactly(Discovery.Reason.UNKNOWN_POINT, Discovery.Reason.UNKNOWN_ASSET);
    door.put(asset(door.tenant() + "/pump-2", "temp"));
    assertThat(door.send(sender, "pump-2", "temp").outcome()).isEqualTo("accepted");
  }

  @Test
  void aDeviceThatProvisionsItselfFlowsAndItsAssetsAreTold() throws Exception {
    door.put(door.press().setAutoProvision(true));
    door.put(asset(door.tenant() + "/others", "temp"));
    Sender sender = door.admitted("press-7");

    assertThat(door.send(sender, "pump-1", "temp").outcome()).isEqualTo("accepted");
    door.put(asset(door.tenant() + "/pump-1", "temp"));
    assertThat(door.send(sender, "pump-1", "temp").outcome())
        .as("registered, but its grant has not come yet")
        .isEqualTo("accepted");

    assertThat(door.send(sender, "others", "temp").outcome()).isEqualTo("rejected");
    await().until(() -> door.discovered().size() == 2);
    assertThat(door.discovered().get(0).getReason()).isEqualTo(Discovery.Reason.UNKNOWN_ASSET);
    assertThat(door.discovered().get(0).getAsset()).isEqualTo("pump-1");
    assertThat(door.discovered().get(1).getReason()).isEqualTo(Discovery.Reason.NOT_GRANTED);
  }

  @Test
  void anOpenGatewayTakesAllAndTellsEachUnregisteredPointOnce() throws Exception {
    door.provisionForTheTrusted();
    door.put(asset(door.tenant() + "/pump-1", "temp"));
    Sender anybody = Sender.trusted("mqtt:anybody");
    String senml = "[{\"n\":\"flow\",\"u\":\"l/s\",\"v\":3},{\"n\":\"temp\",\"u\":\"K\",\"v\":4}]";

    for (int i = 0; i < 5; i++) {
      assertThat(door.send(anybody, "pump-1", "temp").outcome()).isEqualTo("accepted");
      assertThat(
              door.answer(
                      IntakeDoor.message(
                          anybody, door.tenant(), "pump-1", senml, BodyFormat.SENML_JSON))
                  .outcome())
          .isEqualTo("accepted");
      assertThat(door.send(anybody, "pump-2", "temp").outcome()).isEqualTo("accepted");
    }

    await().until(() -> door.measured().size() == 15);
    assertThat(door.discovered()).hasSize(2);
    Discovery point = door.discovered().get(0);
    assertThat(point.getReason()).isEqualTo(Discovery.Reason.UNKNOWN_POINT);
    assertThat(point.getPointsList()).containsExactly("flow");
    assertThat(point.getUnitsList()).containsExactly("L/s");
    assertThat(point.getValuesList()).containsExactly(3.0);
    assertThat(door.discovered().get(1).getReason()).isEqualTo(Discovery.Reason.UNKNOWN_ASSET);
    assertThat(door.rejected()).isEmpty();
  }

  @Test
  void anUnknownDeviceAtTheDoorIsToldOnce() throws Exception {
    for (String name : List.of("press-9", "press-9", "not a tag", "press-9")) {
      assertThat(door.admit(name)).isInstanceOf(Admission.Refused.class);
    }

    await().until(() -> !door.discovered().isEmpty());
    assertThat(door.discovered()).hasSize(1);
    assertThat(door.discovered().get(0).getReason()).isEqualTo(Discovery.Reason.UNKNOWN_DEVICE);
    assertThat(door.discovered().get(0).getSource())
        .isEqualTo("mqtt:" + door.tenant() + "/press-9");
  }

  @Test
  void aDeviceThatInventsPointsWithoutEndCannotFloodTheListOfDiscoveries() throws Exception {
    door.put(asset(door.tenant() + "/pump-1", "temp"));
    door.put(door.press().addGrants(grant("*")));
    Sender sender = door.admitted("press-7");

    for (int i = 0; i < 900; i++) {
      door.begin(door.message(sender, "pump-1", body("p" + i)));
    }

    await().until(() -> door.rejected().size() == 900);
    assertThat(door.discovered()).hasSizeBetween(200, 300);
    assertThat(door.meters().get("millwright.gateway.discoveries.suppressed").counter().count())
        .isEqualTo(900 - door.discovered().size());
  }
}
