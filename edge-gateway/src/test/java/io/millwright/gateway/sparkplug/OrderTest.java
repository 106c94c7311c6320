package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.Payloads.byAlias;
import static io.millwright.gateway.sparkplug.Payloads.made;
import static io.millwright.gateway.sparkplug.Payloads.metric;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.eclipse.tahu.message.model.MetricDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OrderTest {
  private final HostUnderTest test = new HostUnderTest();

  @BeforeEach
  void born() {
    test.birth("edge-1", 0, made(metric("n", MetricDataType.Int32, 0, 1L)));
    test.forget();
  }

  private HostUnderTest.Answer n(int seq) {
    return test.data("edge-1", seq, made(byAlias(1, MetricDataType.Int32, seq)));
  }

  @Test
  void bringsMessagesIntoTheirOrderWhenTheMissingOneComesInTime() {
    HostUnderTest.Answer third = n(3);
    n(2);
    assertThat(third.times()).isZero();
    assertThat(test.readings()).isEmpty();
    assertThat(test.gauge("held.bytes")).isPositive();

    test.pass(Duration.ofSeconds(4));
    n(1);

    assertThat(test.readings())
        .containsExactly(
            "plant-1/edge-1 n=1.0 GOOD", "plant-1/edge-1 n=2.0 GOOD", "plant-1/edge-1 n=3.0 GOOD");
    assertThat(third.accepted).isEqualTo(1);
    test.pass(Duration.ofMinutes(1));
    assertThat(test.rebirthsAsked()).isEmpty();
    assertThat(test.gauge("held.bytes")).isZero();
  }

  @Test
  void asksForARebirthWhenTheMissingOneDoesNotComeAndKeepsWhatCame() {
    HostUnderTest.Answer held = n(2);
    test.pass(Duration.ofMillis(4_999));
    assertThat(held.times()).isZero();

    test.pass(Duration.ofMillis(1));

    assertThat(held.accepted).isEqualTo(1);
    assertThat(test.rebirthsAsked()).containsExactly("edge-1");
    assertThat(test.readings()).containsExactly("plant-1/edge-1 n=2.0 UNCERTAIN");
    assertThat(test.lastMeasurements().sourceSequence()).isEqualTo(3);
    assertThat(test.counter("gaps")).isEqualTo(1);
    assertThat(test.counter("missing")).isEqualTo(1);

    n(3);
    assertThat(test.readings()).contains("plant-1/edge-1 n=3.0 UNCERTAIN");
    test.birth("edge-1", 0, made(metric("n", MetricDataType.Int32, 9, 1L)));
    n(1);
    assertThat(test.readings()).endsWith("plant-1/edge-1 n=9.0 GOOD", "plant-1/edge-1 n=1.0 GOOD");
  }

  @Test
  void waitsForEachGapFromWhenItsFirstMessageCame() {
    n(2);
    test.pass(Duration.ofSeconds(3));
    n(4);
    test.pass(Duration.ofSeconds(2));
    assertThat(test.readings()).containsExactly("plant-1/edge-1 n=2.0 UNCERTAIN");
    test.pass(Duration.ofSeconds(3));
    assertThat(test.readings()).hasSize(2);
    assertThat(test.counter("gaps")).isEqualTo(2);
    assertThat(test.rebirthsAsked()).hasSize(1);
  }

  @Test
  void takesTheMissingMessageAlsoAfterTheTimeout() {
    n(2);
    test.pass(Duration.ofSeconds(5));
    n(1);
    assertThat(test.readings())
        .containsExactly("plant-1/edge-1 n=2.0 UNCERTAIN", "plant-1/edge-1 n=1.0 UNCERTAIN");
    assertThat(test.measurements().get(1).sourceSequence()).isEqualTo(2);
  }

  @Test
  void doesNotReadALateMessageOfAnEndedSessionByTheNewAliases() {
    for (int seq = 1; seq < 200; seq++) {
      n(seq);
    }
    byte[] late =
        Payloads.payload(test.millis(), 200, true, made(byAlias(1, MetricDataType.Int32, 42)));
    test.pass(Duration.ofSeconds(1));
    test.birth("edge-1", 1, made(metric("other", MetricDataType.Int32, 1, 1L)));
    test.forget();

    HostUnderTest.Answer answer = test.send("NDATA", "edge-1", late);

    assertThat(answer.reason()).contains("from before the last NBIRTH");
    assertThat(test.readings()).isEmpty();
  }

  @Test
  void usesAHeldMessageOnceWhenItIsDeliveredTwice() {
    n(2);
    HostUnderTest.Answer again = n(2);
    assertThat(again.accepted).isEqualTo(1);
    n(1);
    assertThat(test.readings()).hasSize(2);
    assertThat(test.answers).allMatch(answer -> answer.times() == 1);
  }

  @Test
  void heldMessagesFromBeforeANewBirthGoByTheOldAliasesAndThoseFromAfterItByTheNew() {
    n(5);
    test.pass(Duration.ofMillis(10));
    byte[] data =
        Payloads.payload(test.millis() + 1, 1, true, made(byAlias(1, MetricDataType.Int32, 77)));
    byte[] birth =
        Payloads.payload(
            test.millis(),
            0,
            false,
            Payloads.bdSeq(0),
            made(metric("other", MetricDataType.Int32, 1, 1L)));
    n(1);
    test.send(
        "NDATA",
        "edge-1",
        Payloads.payload(test.millis() + 1, 3, true, made(byAlias(1, MetricDataType.Int32, 33))));
    test.forget();

    test.send("NBIRTH", "edge-1", birth);
    test.send("NDATA", "edge-1", data);

    // 5 is of the old session; 3 says by its time that it is of the new one, and waits for 2.
    assertThat(test.readings())
        .containsExactly(
            "plant-1/edge-1 n=5.0 UNCERTAIN",
            "plant-1/edge-1 other=1.0 GOOD",
            "plant-1/edge-1 other=77.0 GOOD");
    assertThat(test.rebirthsAsked()).isEmpty();
    test.pass(Duration.ofSeconds(5));
    assertThat(test.readings()).endsWith("plant-1/edge-1 other=33.0 UNCERTAIN");
    assertThat(test.answers).allMatch(answer -> answer.times() == 1);
  }

  @Test
  void doesNotWaitWhenTheMemoryForWaitingIsFull() {
    SparkplugConfig defaults = SparkplugConfig.defaults();
    HostUnderTest small =
        new HostUnderTest(
            new SparkplugConfig(
                "h",
                null,
                "{node}",
                "{device}",
                defaults.reorderTimeout(),
                defaults.rebirthInterval(),
                20,
                10,
                10,
                100,
                0,
                100));
    small.birth("edge-1", 0, made(metric("n", MetricDataType.Int32, 0, 1L)));
    small.forget();

    HostUnderTest.Answer answer =
        small.data("edge-1", 2, made(byAlias(1, MetricDataType.Int32, 2)));

    assertThat(answer.accepted).isEqualTo(1);
    assertThat(small.readings()).containsExactly("plant-1/edge-1 n=2.0 UNCERTAIN");
    assertThat(small.rebirthsAsked()).containsExactly("edge-1");
    assertThat(small.gauge("held.bytes")).isZero();
  }

  @Test
  void handsOverWhatWaitsWhenTheGatewayStops() throws Exception {
    HostUnderTest.Answer held = n(2);

    test.host.close();

    assertThat(held.accepted).isEqualTo(1);
    assertThat(test.readings()).hasSize(1);
    assertThat(test.rebirthsAsked()).isEmpty();
  }
}
