package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.HostUnderTest.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
