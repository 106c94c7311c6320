package io.millwright.gateway.intake;

import static io.millwright.gateway.intake.IntakeDoor.body;
import static io.millwright.gateway.intake.IntakeDoor.limits;
import static io.millwright.gateway.registry.Registrations.asset;
import static io.millwright.gateway.registry.Registrations.device;
import static io.millwright.gateway.registry.Registrations.grant;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.IntakeDoor.Answer;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.reading.Rejection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The rate and the size that a registered device may send. */
@ExtendWith(KafkaExtension.class)
final class DeviceLimitsIT {
  private final IntakeDoor door;

  DeviceLimitsIT(EmbeddedKafka kafka) {
    door = new IntakeDoor(kafka);
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void aNoisyDeviceIsToldToWaitWhileAnotherFlowsUnhindered() throws Exception {
    door.put(asset(door.tenant() + "/pump-1", "temp"));
    door.put(door.press().addGrants(grant("*")).setLimits(limits(10, 0)));
    door.put(
        device(door.tenant() + "/quiet")
            .addCredentials(IntakeDoor.SECRET)
            .addGrants(grant("*"))
            .setLimits(limits(1_000, 0)));
    Sender noisy = door.admitted("press-7");
    Sender quiet = door.admitted("quiet");
    List<Answer> noise = new ArrayList<>();
    List<Answer> calm = new ArrayList<>();

    for (int i = 0; i < 2_000; i++) {
      noise.add(door.begin(door.message(noisy, "pump-1", body("temp"))));
      if (i % 100 == 0) {
        calm.add(door.send(quiet, "pump-1", "temp"));
      }
    }

    assertThat(calm).extracting(Answer::outcome).containsOnly("accepted").hasSize(20);
    for (Answer answer : noise) {
      answer.waited();
    }
    List<Answer> limited =
        noise.stream().filter(answer -> answer.outcome().equals("failed")).toList();
    // At most two seconds' worth at once, and ten for each second that the test takes.
    assertThat(limited).hasSizeGreaterThan(1_500);
    assertThat(limited)
        .allSatisfy(
            answer ->
                assertThat(answer.failure())
                    .isInstanceOfSatisfying(
                        RateExceededException.class, e -> assertThat(e.retryAfter()).isPositive()));
    assertThat(door.rejected()).as("what is over the limit is not kept").isEmpty();
    assertThat(
            door.meters()
                .get("millwright.gateway.messages.limited")
                .tag("protocol", "mqtt")
                .counter()
                .count())
        .isEqualTo(limited.size());
    assertThat(noisy.rate().nanosToWait(System.nanoTime())).isPositive();
    assertThat(quiet.rate().nanosToWait(System.nanoTime())).isZero();
  }

  @Test
  void garbageCountsAgainstTheLimitToo() throws Exception {
    door.put(door.press().setLimits(limits(1, 0)));
    Sender sender = door.admitted("press-7");

    for (int i = 0; i < 50; i++) {
      door.intake()
          .reject(
              door.message(sender, "pump-1", "x"),
              new Rejection(Rejection.Kind.SYNTAX, "garbage"),
              new Answer());
    }

    Answer last = door.answer(door.message(sender, "pump-1", "x"));
    assertThat(last.outcome()).isEqualTo("failed");
    assertThat(door.rejected()).hasSizeBetween(1, 10);
  }

  @Test
  void aMessageAboveTheDevicesSizeIsRefused() throws Exception {
    door.put(asset(door.tenant() + "/pump-1", "temp"));
    door.put(door.press().addGrants(grant("*")).setLimits(limits(0, 21)));
    Sender sender = door.admitted("press-7");

    assertThat(door.send(sender, "pump-1", "temp").outcome()).isEqualTo("accepted");
    assertThat(door.send(sender, "pump-1", "temp1").reason())
        .contains("has 22 bytes: its device may send 21");
  }
}
