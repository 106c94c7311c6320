package io.millwright.models.descriptor;

import io.millwright.models.descriptor.RollingWindow.Need;
import java.util.function.ToDoubleFunction;

/**
 * A statistic of the values in a window, gaps left out.
 *
 * @param window in scans
 * @param formula asked only when the window has as many values as it needs
 */
record WindowStatistic(String name, int window, Need need, ToDoubleFunction<RollingWindow> formula)
    implements Descriptor {

  @Override
  public double evaluate(RollingWindow history, double[] memory, int offset) {
    return formula.applyAsDouble(history);
  }

  /** One that follows from sums, and is known from so many values on. */
  static WindowStatistic ofSums(
      String name, int window, int fewest, ToDoubleFunction<RollingSums> formula) {
    return new WindowStatistic(
        name,
        window,
        Need.SUMS,
        history -> {
          RollingSums sums = history.sums();
          return sums.count() < fewest ? Double.NaN : formula.applyAsDouble(sums);
        });
  }

  /** One that follows from the values by size, and is known from one on. */
  static WindowStatistic ofOrder(String name, int window, ToDoubleFunction<RollingOrder> formula) {
    return new WindowStatistic(
        name,
        window,
        Need.ORDER,
        history -> {
          RollingOrder order = history.order();
          return order.count() == 0 ? Double.NaN : formula.applyAsDouble(order);
        });
  }
}
