package io.millwright.cmms.watchlist;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.cmms.watchlist.CrewBudgets.Order;
import io.millwright.cmms.watchlist.CrewBudgets.Usage;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitingWordsTest {
  @Test
  void sayWhatUsesTheBudgetAndWhichRankTheRiskHas() {
    assertThat(WaitingWords.why(new CrewBudget(16, 4, 24), usedBy(6), 0.3149, 4))
        .isEqualTo(
            "The 16 h of this week's budget are used up by WO-000001, WO-000002, WO-000003, WO-000004 and 2 more;"
                + " risk 0.31 ranks 4th.");
    assertThat(WaitingWords.why(new CrewBudget(6.5, 4, 24), usedBy(1), 0.5, 1))
        .isEqualTo(
            "Of the 6.5 h of this week's budget 2.5 h are free, less than the 4 h of an order (used by WO-000001);"
                + " risk 0.50 ranks 1st.");
    assertThat(WaitingWords.why(new CrewBudget(0, 4, 24), usedBy(0), 0.5, 11))
        .isEqualTo("No hours are budgeted; risk 0.50 ranks 11th.");
    assertThat(WaitingWords.why(new CrewBudget(16, 4, 24), usedBy(3), 0.5, 2))
        .isEqualTo(
            "Of the 16 h of this week's budget there is room for 1, for what ranks before it; risk 0.50 ranks 2nd.");
    assertThat(WaitingWords.why(new CrewBudget(16, 4, 24), usedBy(3), 0.5, 1))
        .isEqualTo("There is room: it is released in a moment.");
  }

  @Test
  void ordinals() {
    assertThat(IntStream.of(1, 2, 3, 4, 11, 12, 13, 21, 102, 113).mapToObj(WaitingWords::ordinal))
        .containsExactly(
            "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "113th");
  }

  private static Usage usedBy(int orders) {
    List<Order> named =
        IntStream.rangeClosed(1, orders)
            .mapToObj(number -> new Order(new UUID(0, number), "WO-%06d".formatted(number)))
            .toList();
    return new Usage(orders, named, null);
  }
}
