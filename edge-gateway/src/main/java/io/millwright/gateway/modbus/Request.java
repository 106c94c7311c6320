package io.millwright.gateway.modbus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One request, and the points that its answer holds.
 *
 * @param points in the order of their addresses; all of one unit and table
 */
record Request(int unitId, Table table, int start, int quantity, List<ModbusPoint> points) {

  private static final Comparator<ModbusPoint> BY_PLACE =
      Comparator.comparingInt(ModbusPoint::unitId)
          .thenComparing(ModbusPoint::table)
          .thenComparingInt(ModbusPoint::address)
          .thenComparingInt(ModbusPoint::end);

  /**
   * The fewest requests that read all points without reading more than {@code maxGap} for naught.
   */
  static List<Request> forPoints(List<ModbusPoint> points, int maxGap, int maxRegisters) {
    List<Request> requests = new ArrayList<>();
    List<ModbusPoint> together = new ArrayList<>();
    int end = 0;
    for (ModbusPoint point : points.stream().sorted(BY_PLACE).toList()) {
      if (!together.isEmpty() && !fits(together.get(0), end, point, maxGap, maxRegisters)) {
        requests.add(of(together));
        together.clear();
      }
      end = together.isEmpty() ? point.end() : Math.max(end, point.end());
      together.add(point);
    }
    if (!together.isEmpty()) {
      requests.add(of(together));
    }
    return requests;
  }

  private static boolean fits(
      ModbusPoint first, int end, ModbusPoint point, int maxGap, int maxRegisters) {
    Table table = first.table();
    // A gap of n registers is as long on the wire as one of 16 n bits.
    int gap = table.bits() ? 16 * maxGap : maxGap;
    int most = table.bits() ? table.mostAtOnce() : maxRegisters;
    return point.unitId() == first.unitId()
        && point.table() == table
        && point.address() - end <= gap
        && Math.max(end, point.end()) - first.address() <= most;
  }

  private static Request of(List<ModbusPoint> points) {
    ModbusPoint first = points.get(0);
    int end = points.stream().mapToInt(ModbusPoint::end).max().orElseThrow();
    return new Request(
        first.unitId(), first.table(), first.address(), end - first.address(), List.copyOf(points));
  }

  /** The same points in two requests; only for more than one point. */
  List<Request> halves() {
    int middle = points.size() / 2;
    return List.of(of(points.subList(0, middle)), of(points.subList(middle, points.size())));
  }

  /** How many bytes a right answer has. */
  int answerBytes() {
    return table.bits() ? (quantity + 7) / 8 : 2 * quantity;
  }

  @Override
  public String toString() {
    return "unit "
        + unitId
        + ", "
        + table.name().toLowerCase(java.util.Locale.ROOT)
        + " "
        + start
        + " to "
        + (start + quantity - 1);
  }
}
