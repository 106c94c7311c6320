package io.millwright.gateway.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.registry.Allowance;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class RateGateTest {
  private static final long SECOND = 1_000_000_000L;

  /** Any time: what {@link System#nanoTime} counts from is unknown. */
  private static final long START = Long.valueOf(Long.MAX_VALUE) - SECOND;

  private final AtomicReference<Allowance> own = new AtomicReference<>(Allowance.NOT_SAID);
  private final RateGate gate = new RateGate(own::get, new Allowance(10, 100, 500), START);

  @Test
  void letsASecondsWorthInAtOnceThenAsksToSlowDownThenRefuses() {
    int taken = 0;
    int withoutWaiting = 0;
    while (gate.take(START) == 0) {
      taken++;
      if (gate.nanosToWait(START) == 0) {
        withoutWaiting++;
      }
    }

    assertThat(withoutWaiting).isEqualTo(10);
    assertThat(taken).isEqualTo(21);
    assertThat(gate.take(START)).isEqualTo(SECOND + SECOND / 10);
    assertThat(gate.take(START + SECOND)).isZero();
  }

  @Test
  void whoWaitsAsLongAsAskedIsNeverRefusedAndKeepsTheRate() {
    long now = START;
    int taken = 0;
    while (now - START < 100 * SECOND) {
      assertThat(gate.take(now)).isZero();
      taken++;
      now += Math.max(1_000, gate.nanosToWait(now));
    }

    assertThat(taken).isBetween(1_000, 1_012);
  }

  @Test
  void aMessageWithManyReadingsIsLetInAndPaidForAfterwards() {
    assertThat(gate.take(START)).isZero();
    gate.book(START, 1_000);

    assertThat(gate.nanosToWait(START)).isEqualTo(9 * SECOND);
    assertThat(gate.take(START + 7 * SECOND)).isEqualTo(2 * SECOND);
    assertThat(gate.take(START + 9 * SECOND)).isZero();
  }

  @Test
  void aChangedRegistrationHoldsAtTheNextMessage() {
    assertThat(gate.maxMessageBytes()).isEqualTo(500);
    own.set(new Allowance(1, 0, 70));

    assertThat(gate.maxMessageBytes()).isEqualTo(70);
    assertThat(gate.take(START)).isZero();
    assertThat(gate.take(START)).isZero();
    assertThat(gate.take(START)).isZero();
    assertThat(gate.take(START)).isEqualTo(2 * SECOND);
  }

  @Test
  void theOpenGateNeverCloses() {
    RateGate.OPEN.book(START, Integer.MAX_VALUE);

    assertThat(RateGate.OPEN.take(START)).isZero();
    assertThat(RateGate.OPEN.nanosToWait(START)).isZero();
    assertThat(RateGate.OPEN.maxMessageBytes()).isEqualTo(Integer.MAX_VALUE);
  }
}
