package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.Payloads.byAlias;
import static io.millwright.gateway.sparkplug.Payloads.made;
import static io.millwright.gateway.sparkplug.Payloads.metric;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
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
  void doesNotWaitForOneThatIsMissingWhenTooManyHaveComeAfterIt() {
    for (int seq = 2; seq <= 65; seq++) {
      n(seq);
    }
    assertThat(test.readings()).isEmpty();

    for (int seq = 66; seq <= 600; seq++) {
      n(seq % 256);
    }

    assertThat(test.readings())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(2, 600)
                .mapToObj(seq -> "plant-1/edge-1 n=" + seq % 256 + ".0 UNCERTAIN")
                .toList());
    assertThat(test.lastMeasurements().sourceSequence()).isEqualTo(601);
    assertThat(test.rebirthsAsked()).containsExactly("edge-1");
    assertThat(test.counter("gaps")).isEqualTo(1);
    assertThat(test.counter("missing")).isEqualTo(1);
    assertThat(test.gauge("held.bytes")).isZero();
    assertThat(test.answers).allMatch(answer -> answer.times() == 1);
  }

  @Test
  void goesOnAtOnceAfterALongGap() {
    n(100);
    n(101);

    assertThat(test.readings())
        .containsExactly("plant-1/edge-1 n=100.0 UNCERTAIN", "plant-1/edge-1 n=101.0 UNCERTAIN");
    assertThat(test.counter("missing")).isEqualTo(99);
    assertThat(test.rebirthsAsked()).containsExactly("edge-1");
  }

  @Test
  void aMessageOfAnEndedSessionMakesNoGapInTheNext() {
    byte[] late =
        Payloads.payload(test.millis(), 100, true, made(byAlias(1, MetricDataType.Int32, 42)));
    test.pass(Duration.ofSeconds(1));
    test.birth("edge-1", 1, made(metric("n", MetricDataType.Int32, 0, 1L)));
    test.forget();

    assertThat(test.send("NDATA", "edge-1", late).reason()).contains("from before the last NBIRTH");

    n(1);
    assertThat(test.readings()).containsExactly("plant-1/edge-1 n=1.0 GOOD");
    assertThat(test.rebirthsAsked()).isEmpty();
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
    HostUnderTest.Answer onceMore = n(2);
    assertThat(again.times()).isZero();
    n(1);
    assertThat(test.readings()).hasSize(2);
    assertThat(again.accepted).isEqualTo(1);
    assertThat(onceMore.accepted).isEqualTo(1);
    assertThat(test.answers).allMatch(answer -> answer.times() == 1);
  }

  @Test
  void isNotAcknowledgedAtItsSecondDeliveryWhenTheFirstIsNotKept() {
    HostUnderTest.Answer first = n(2);
    HostUnderTest.Answer again = n(2);
    test.failure = new IllegalStateException("Kafka is away");

    test.pass(Duration.ofSeconds(5));

    assertThat(first.failed).isEqualTo(1);
    assertThat(again.failed).isEqualTo(1);
    assertThat(again.times()).isEqualTo(1);
  }

  @Test
  void anotherMessageWithTheSeqOfOneThatWaitsIsRejected() {
    HostUnderTest.Answer first = n(2);

    HostUnderTest.Answer other = test.data("edge-1", 2, made(byAlias(1, MetricDataType.Int32, 77)));

    assertThat(other.reason()).contains("has seq 2, as another that waits");
    n(1);
    assertThat(first.accepted).isEqualTo(1);
    assertThat(test.readings())
        .containsExactly("plant-1/edge-1 n=1.0 GOOD", "plant-1/edge-1 n=2.0 GOOD");
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
