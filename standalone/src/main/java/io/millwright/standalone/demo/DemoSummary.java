package io.millwright.standalone.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the chain made of the replayed engines.
 *
 * @param enginesReplayed engines whose history was replayed to its end
 * @param failures engines that were replayed to their failure
 * @param failuresWithWorkOrder of these, how many had a work order in event time before they failed
 * @param workOrdersSeenBeforeFailure of these, how many had it in the CMMS before the last reading
 *     was even sent
 * @param leadTimeCycles cycles from the work order to the failure; null = no failure had one
 * @param falseWorkOrders orders on an engine that ended its history with more than 80 cycles of
 *     life left, and orders raised with more than 75 cycles left
 * @param duplicateWorkOrders orders beyond the first on one engine
 * @param secondsToFirstWorkOrder from the start of the command; null = there was none
 * @param secondsTotal from the start of the command
 */
@JsonPropertyOrder({
  "enginesReplayed", "failures", "failuresWithWorkOrder", "workOrdersSeenBeforeFailure",
      "leadTimeCycles",
  "falseWorkOrders", "duplicateWorkOrders", "readings", "secondsToFirstWorkOrder", "secondsTotal"
})
record DemoSummary(
    int enginesReplayed,
    int failures,
    int failuresWithWorkOrder,
    int workOrdersSeenBeforeFailure,
    @Nullable LeadTime leadTimeCycles,
    int falseWorkOrders,
    int duplicateWorkOrders,
    Readings readings,
    @Nullable Double secondsToFirstWorkOrder,
    double secondsTotal) {

  /** More cycles left than this, and a work order is too early to be of use. */
  static final int TOO_EARLY_CYCLES = 75;

  /** Minimum, median and maximum. */
  record LeadTime(double min, double median, double max) {
    static @Nullable LeadTime of(List<Double> cycles) {
      if (cycles.isEmpty()) {
        return null;
      }
      List<Double> sorted = new ArrayList<>(cycles);
      Collections.sort(sorted);
      int middle = sorted.size() / 2;
      double median =
          sorted.size() % 2 == 1
              ? sorted.get(middle)
              : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
      return new LeadTime(sorted.get(0), median, sorted.get(sorted.size() - 1));
    }
  }

  /** Distinct readings; what was sent again after a lost acknowledgement counts once. */
  record Readings(long sent, long acknowledged, long stored) {
    boolean agree() {
      return sent == acknowledged && acknowledged == stored;
    }
  }

  /**
   * A work order as the CMMS shows it.
   *
   * @param cyclesLeft from the order's event time to the end of the engine's history, plus the life
   *     left after it
   * @param seenBeforeEnd whether the CMMS had it before the engine's last reading was sent
   */
  record Order(String asset, boolean engineFails, double cyclesLeft, boolean seenBeforeEnd) {}

  static DemoSummary of(
      int engines,
      int failures,
      List<Order> orders,
      Readings readings,
      @Nullable Double secondsToFirst,
      double secondsTotal) {
    Map<String, Order> first = new HashMap<>();
    int duplicates = 0;
    int falseOrders = 0;
    for (Order order : orders) {
      if (!order.engineFails() || order.cyclesLeft() > TOO_EARLY_CYCLES) {
        falseOrders++;
      }
      Order earlier = first.get(order.asset());
      if (earlier != null) {
        duplicates++;
      }
      if (earlier == null || order.cyclesLeft() > earlier.cyclesLeft()) {
        first.put(order.asset(), order);
      }
    }
    List<Order> inTime =
        first.values().stream()
            .filter(order -> order.engineFails() && order.cyclesLeft() > 0)
            .toList();
    return new DemoSummary(
        engines,
        failures,
        inTime.size(),
        (int) inTime.stream().filter(Order::seenBeforeEnd).count(),
        LeadTime.of(inTime.stream().map(Order::cyclesLeft).toList()),
        falseOrders,
        duplicates,
        readings,
        secondsToFirst,
        secondsTotal);
  }

  /**
   * Whether the demo showed what it promises: an order before 19 of 20 failures, early but not too
   * early, at most one false, none twice, no reading lost.
   */
  boolean convincing() {
    boolean inGoodTime =
        leadTimeCycles != null && leadTimeCycles.median >= 15 && leadTimeCycles.median <= 60;
    return (failures == 0 || inGoodTime)
        && failuresWithWorkOrder >= Math.ceil(failures * 0.95)
        && falseWorkOrders <= 1
        && duplicateWorkOrders == 0
        && readings.agree();
  }
}
