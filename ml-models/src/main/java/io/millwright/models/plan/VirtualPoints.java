package io.millwright.models.plan;

import io.millwright.models.expression.Expression;
import io.millwright.models.plan.MonitoringPlan.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The points of a plan that are computed from others, each behind those that it uses. */
public final class VirtualPoints {
  /**
   * Steps of all expressions for one scan of an asset, so that a plan cannot cost without bounds.
   */
  static final int MOST_STEPS = 20_000;

  private final List<Computed> computed;
  private final int depth;

  private record Computed(int place, Point point, Expression expression, int[] sources) {}

  private VirtualPoints(List<Computed> computed) {
    this.computed = List.copyOf(computed);
    this.depth = computed.stream().mapToInt(each -> each.expression().depth()).max().orElse(0);
  }

  /**
   * Those among the points of a plan.
   *
   * @throws IllegalArgumentException if one uses a point that is not there or, through others,
   *     itself; {@link #loop} finds the latter
   */
  static VirtualPoints of(List<Point> points) {
    Map<String, Integer> names = new HashMap<>();
    for (int i = 0; i < points.size(); i++) {
      names.put(points.get(i).name(), i);
    }
    List<Computed> order = new ArrayList<>();
    boolean[] done = new boolean[points.size()];
    for (int i = 0; i < done.length; i++) {
      add(i, points, names, done, new HashSet<>(), order);
    }
    return new VirtualPoints(order);
  }

  private static void add(
      int place,
      List<Point> points,
      Map<String, Integer> names,
      boolean[] done,
      Set<Integer> under,
      List<Computed> order) {
    Point point = points.get(place);
    Expression expression = point.expression();
    if (done[place] || expression == null) {
      return;
    }
    if (!under.add(place)) {
      throw new IllegalArgumentException(point.name() + " is computed from itself");
    }
    int[] sources = new int[expression.points().size()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = names.getOrDefault(expression.points().get(i), -1);
      if (sources[i] < 0) {
        throw new IllegalArgumentException(expression.points().get(i) + " is not a point");
      }
      add(sources[i], points, names, done, under, order);
    }
    under.remove(place);
    done[place] = true;
    order.add(new Computed(place, point, expression, sources));
  }

  /** The way from a point through what it uses back to itself; empty = there is none. */
  static List<String> loop(Point point, Map<String, Point> points) {
    List<String> way = new ArrayList<>(List.of(point.name()));
    return leads(point, point, points, way, new HashSet<>()) ? way : List.of();
  }

  private static boolean leads(
      Point from, Point to, Map<String, Point> points, List<String> way, Set<String> seen) {
    Expression expression = from.expression();
    if (expression == null || !seen.add(from.name())) {
      return false;
    }
    for (String name : expression.points()) {
      way.add(name);
      if (name.equals(to.name())) {
        return true;
      }
      Point next = points.get(name);
      if (next != null && leads(next, to, points, way, seen)) {
        return true;
      }
      way.remove(way.size() - 1);
    }
    return false;
  }

  /** Room that {@link #compute} needs. */
  public double[] newStack() {
    return new double[depth];
  }

  /**
   * Fills in the values of the computed points of a scan. One outside of its point's range is a
   * gap; one that rests on an uncertain value is uncertain.
   *
   * @param stack of {@link #newStack()}
   */
  public void compute(double[] valueOfPoint, boolean[] uncertainOfPoint, double[] stack) {
    for (int i = 0; i < computed.size(); i++) {
      Computed each = computed.get(i);
      double value = each.expression().evaluate(valueOfPoint, each.sources(), stack);
      boolean possible = value >= each.point().low() && value <= each.point().high();
      valueOfPoint[each.place()] = possible ? value : Double.NaN;
      boolean uncertain = false;
      for (int source : each.sources()) {
        uncertain |= uncertainOfPoint[source];
      }
      uncertainOfPoint[each.place()] = possible && uncertain;
    }
  }
}
