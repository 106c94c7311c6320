package io.millwright.cmms.watchlist;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why an item waits, as a planner would say it. */
final class WaitingWords {
  private static final int NAMED = 4;

  private WaitingWords() {}

  /** A sentence such as "16 h this week are used by WO-000012; risk 0.31 ranks 4th." */
  static String why(@Nullable CrewBudget budget, CrewBudgets.Usage usage, double risk, long rank) {
    if (budget == null || budget.room(usage.orders()) >= rank) {
      return "There is room: it is released in a moment.";
    }
    return capacity(budget, usage)
        + "; risk "
        + BigDecimal.valueOf(risk).setScale(2, RoundingMode.HALF_UP).toPlainString()
        + " ranks "
        + ordinal(rank)
        + ".";
  }

  private static String capacity(CrewBudget budget, CrewBudgets.Usage usage) {
    if (budget.hoursPerWeek() == 0) {
      return "No hours are budgeted";
    }
    String all = hours(budget.hoursPerWeek()) + " of this week's budget";
    String users = users(usage);
    int room = budget.room(usage.orders());
    if (room > 0) {
      return "Of the " + all + " there is room for " + room + ", for what ranks before it";
    }
    double free = budget.hoursPerWeek() - budget.hours(usage.orders());
    return free > 0
        ? "Of the "
            + all
            + " "
            + hours(free)
            + " are free, less than the "
            + hours(budget.hoursPerOrder())
            + " of an order"
            + (users.isEmpty() ? "" : " (used by " + users + ")")
        : "The " + all + " are used up by " + users;
  }

  private static String users(CrewBudgets.Usage usage) {
    String named =
        usage.named().stream()
            .limit(NAMED)
            .map(CrewBudgets.Order::number)
            .collect(Collectors.joining(", "));
    return usage.orders() > NAMED ? named + " and " + (usage.orders() - NAMED) + " more" : named;
  }

  private static String hours(double hours) {
    return BigDecimal.valueOf(hours)
            .setScale(2, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        + " h";
  }

  static String ordinal(long n) {
    boolean teen = n % 100 >= 11 && n % 100 <= 13;
    return n
        + (teen
            ? "th"
            : switch ((int) (n % 10)) {
              case 1 -> "st";
              case 2 -> "nd";
              case 3 -> "rd";
              default -> "th";
            });
  }
}
