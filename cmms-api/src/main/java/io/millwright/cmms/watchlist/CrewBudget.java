package io.millwright.cmms.watchlist;

/**
 * How much condition-based work a crew can take on.
 *
 * @param hoursPerWeek released within any seven days, 0 to 10,000; 0 = only what is urgent
 * @param hoursPerOrder what an order takes, as long as no job plan says better; over 0, to 1,000
 * @param urgentWithinHours what is due within that is released whatever the budget, 0 to 8,760
 */
record CrewBudget(double hoursPerWeek, double hoursPerOrder, double urgentWithinHours) {
  private static final double ROUNDING = 1e-9;

  CrewBudget {
    within("hoursPerWeek", hoursPerWeek, 0, 10_000);
    within("urgentWithinHours", urgentWithinHours, 0, 8760);
    if (!(hoursPerOrder > 0 && hoursPerOrder <= 1000)) {
      throw new IllegalArgumentException(
          "hoursPerOrder must be more than 0 and at most 1000, but was " + hoursPerOrder);
    }
    if (hoursPerWeek > 0 && hoursPerOrder > hoursPerWeek) {
      throw new IllegalArgumentException(
          "hoursPerOrder "
              + hoursPerOrder
              + " is more than hoursPerWeek "
              + hoursPerWeek
              + ", so that nothing would ever be released: raise hoursPerWeek, or set it to 0 if that is meant");
    }
  }

  /** For how many more orders there is room beside so many; none if the budget is overdrawn. */
  int room(long orders) {
    double more = Math.floor((hoursPerWeek + ROUNDING) / hoursPerOrder) - orders;
    return (int) Math.max(0, more);
  }

  double hours(long orders) {
    return orders * hoursPerOrder;
  }

  private static void within(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          "%s must be %.0f to %.0f, but was %s".formatted(name, low, high, value));
    }
  }
}
