package io.millwright.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class InFlightBudgetTest {
  private final InFlightBudget budget = new InFlightBudget(100);
  private final AtomicInteger resumed = new AtomicInteger();

  @Test
  void isFullFromItsLimitOn() {
    budget.add(99);
    assertThat(budget.full()).isFalse();
    budget.add(1);
    assertThat(budget.full()).isTrue();
  }

  @Test
  void resumesReadersOnlyWhenHalfIsFree() {
    budget.add(49);
    budget.add(51);
    budget.whenThereIsRoom(resumed::incrementAndGet);
    budget.add(10);
    budget.remove(49);
    assertThat(resumed).hasValue(0);
    budget.remove(51);
    assertThat(resumed).hasValue(1);
  }

  @Test
  void resumesAFewAtATimeAndAllWhenNothingWaits() {
    budget.add(60);
    budget.add(30);
    budget.add(10);
    for (int i = 0; i < 20; i++) {
      budget.whenThereIsRoom(resumed::incrementAndGet);
    }
    budget.remove(60);
    assertThat(resumed).hasValue(4);
    budget.remove(30);
    assertThat(resumed).hasValue(8);
    budget.remove(10);
    assertThat(resumed).hasValue(20);
  }

  @Test
  void resumesAtOnceAReaderThatCameTooLateToBeTold() {
    budget.whenThereIsRoom(resumed::incrementAndGet);
    assertThat(resumed).hasValue(1);
  }
}
