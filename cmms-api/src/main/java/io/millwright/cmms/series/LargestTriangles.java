package io.millwright.cmms.series;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps of a line the points that its form depends on: Largest-Triangle-Three-Buckets (S.
 * Steinarsson, "Downsampling Time Series for Visual Representation", University of Iceland, 2013).
 * The first and the last are kept, and of each bucket between the one that makes the largest
 * triangle with the one kept before and the mean of the bucket that follows.
 */
final class LargestTriangles {
  /** A place in the plane. */
  interface Place {
    double x();

    double y();
  }

  private LargestTriangles() {}

  /**
   * So many of the points, or all if they are no more.
   *
   * @param points in the order of x
   * @param most 2 or more
   */
  static <T extends Place> List<T> of(List<T> points, int most) {
    int size = points.size();
    if (most < 2) {
      throw new IllegalArgumentException("a line needs 2 points, but most is " + most);
    }
    if (size <= most) {
      return points;
    }
    List<T> kept = new ArrayList<>(most);
    T before = points.get(0);
    kept.add(before);
    double width = most == 2 ? 0 : (size - 2) / (double) (most - 2);
    for (int bucket = 0; bucket < most - 2; bucket++) {
      int begin = 1 + (int) (bucket * width);
      int end = 1 + (int) ((bucket + 1) * width);
      int nextEnd = bucket == most - 3 ? size : Math.min(size, 1 + (int) ((bucket + 2) * width));
      before = farthest(points, begin, end, before, mean(points, end, nextEnd));
      kept.add(before);
    }
    kept.add(points.get(size - 1));
    return kept;
  }

  private static double[] mean(List<? extends Place> points, int begin, int end) {
    double x = 0;
    double y = 0;
    for (int i = begin; i < end; i++) {
      x += points.get(i).x() / (end - begin);
      y += points.get(i).y() / (end - begin);
    }
    return new double[] {x, y};
  }

  private static <T extends Place> T farthest(
      List<T> points, int begin, int end, Place before, double[] next) {
    T best = points.get(begin);
    double largest = -1;
    for (int i = begin; i < end; i++) {
      T point = points.get(i);
      double area =
          Math.abs(
              (before.x() - next[0]) * (point.y() - before.y())
                  - (before.x() - point.x()) * (next[1] - before.y()));
      if (area > largest) {
        largest = area;
        best = point;
      }
    }
    return best;
  }
}
