package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.HostUnderTest.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.device.RateGate;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.registry.Allowance;
import io.millwright.gateway.topic.Presence;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HostStateTest {
  private static final String TOPIC = "spBv1.0/STATE/millwright";

  private final HostUnderTest test = new HostUnderTest();

  private HostUnderTest.Published last() {
    return test.published.get(test.published.size() - 1);
  }

  @Test
  void theBirthRepeatsTheTimeOfTheWill() {
    Presence.Will will = test.host.will(test.channel);
    test.pass(Duration.ofSeconds(3));
    test.host.started(test.channel);

    assertThat(will.topic()).isEqualTo(TOPIC);
    assertThat(new String(will.payload(), UTF_8))
        .isEqualTo("{\"online\":false,\"timestamp\":" + NOW + "}");
    assertThat(last().topic()).isEqualTo(TOPIC);
    assertThat(last().text()).isEqualTo("{\"online\":true,\"timestamp\":" + NOW + "}");
    assertThat(last().qos()).isEqualTo(1);
    assertThat(last().retain()).isTrue();
  }

  @Test
  void saysThatItIsOnlineWhenSomethingSaysItIsNot() {
    test.host.will(test.channel);
    test.host.started(test.channel);
    test.forget();

    for (String notOnline :
        new String[] {
          "{\"timestamp\":5,\"online\":false}", "OFFLINE", "", "{\"online\":\"true\"}", "[1]"
        }) {
      test.pass(Duration.ofSeconds(1));
      assertThat(test.sendTo(TOPIC, notOnline.getBytes(UTF_8)).accepted).isEqualTo(1);
      assertThat(last().text()).isEqualTo("{\"online\":true,\"timestamp\":" + NOW + "}");
    }
    assertThat(test.published).hasSize(5);
  }

  @Test
  void outbidsATimeThatIsLaterThanItsOwn() {
    test.host.started(test.channel);
    test.sendTo(TOPIC, ("{\"online\":false,\"timestamp\":" + (NOW + 9) + "}").getBytes(UTF_8));
    assertThat(last().text()).isEqualTo("{\"online\":true,\"timestamp\":" + (NOW + 9) + "}");
  }

  @Test
  void aTimeInTheFarFutureIsOutbidNoFurtherThanAMinuteAhead() {
    test.host.started(test.channel);
    test.sendTo(TOPIC, ("{\"online\":false,\"timestamp\":" + Long.MAX_VALUE + "}").getBytes(UTF_8));
    assertThat(last().text()).isEqualTo("{\"online\":true,\"timestamp\":" + (NOW + 60_000) + "}");
  }

  @Test
  void answersOnceInASecondAndTheLastWordAlways() {
    test.host.started(test.channel);
    test.forget();

    for (int i = 1; i <= 100; i++) {
      test.sendTo(TOPIC, ("{\"online\":false,\"timestamp\":" + (NOW + i) + "}").getBytes(UTF_8));
    }
    assertThat(test.published).hasSize(1);
    test.pass(Duration.ofSeconds(1));

    assertThat(test.published).hasSize(2);
    assertThat(last().text()).isEqualTo("{\"online\":true,\"timestamp\":" + (NOW + 100) + "}");
    test.pass(Duration.ofMinutes(1));
    assertThat(test.published).hasSize(2);
  }

  @Test
  void aDeviceAtTheEndpointDoesNotSpeakForTheHost() {
    test.host.started(test.channel);
    test.forget();
    test.permissions = (asset, point) -> true;

    HostUnderTest.Answer answer =
        test.sendTo(TOPIC, "{\"online\":false,\"timestamp\":1}".getBytes(UTF_8));

    assertThat(answer.kind()).isEqualTo(Rejection.Kind.PERMISSION);
    assertThat(answer.reason()).contains("mqtt:test may not write " + TOPIC);
    test.pass(Duration.ofMinutes(1));
    assertThat(test.published).isEmpty();
  }

  @Test
  void whatConcernsOtherHostsCountsAgainstTheSendersRate() {
    test.permissions = (asset, point) -> true;
    for (String topic :
        new String[] {TOPIC, "spBv1.0/STATE/scada", "spBv1.0/g/NCMD/e", "spBv1.0/g/DCMD/e/d"}) {
      test.rate = new RateGate(() -> Allowance.NOT_SAID, new Allowance(1, 0, 0), System.nanoTime());
      for (int i = 0; i < 100; i++) {
        test.sendTo(topic, new byte[0]);
      }
      assertThat(test.answers.subList(test.answers.size() - 100, test.answers.size()))
          .as(topic)
          .anyMatch(answer -> answer.failed == 1);
    }
    assertThat(test.answers).allMatch(answer -> answer.times() == 1);
  }

  @Test
  void doesNotAnswerItselfNorSpeakForOtherHosts() {
    test.host.started(test.channel);
    test.forget();

    test.sendTo(TOPIC, ("{\"online\":true,\"timestamp\":" + NOW + "}").getBytes(UTF_8));
    test.sendTo("spBv1.0/STATE/scada", "{\"online\":false,\"timestamp\":1}".getBytes(UTF_8));

    assertThat(test.published).isEmpty();
  }

  @Test
  void saysGoodbyeWithTheTimeOfNow() {
    test.host.started(test.channel);
    test.pass(Duration.ofSeconds(2));
    test.host.stopped(test.channel);
    assertThat(last().text()).isEqualTo("{\"online\":false,\"timestamp\":" + (NOW + 2_000) + "}");
    assertThat(last().retain()).isTrue();
  }

  @Test
  void subscribesToItsOwnStateFirst() {
    assertThat(test.host.topicFilters())
        .startsWith(TOPIC)
        .contains("spBv1.0/+/NBIRTH/+", "spBv1.0/+/DDATA/+/+")
        .hasSize(7);
  }
}
