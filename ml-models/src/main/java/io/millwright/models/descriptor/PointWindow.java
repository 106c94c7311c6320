package io.millwright.models.descriptor;

/**
 * What a descriptor sees of one point: its values in the latest scans, newest first, and its
 * baseline. A flyweight over the arrays of a {@link DescriptorBank}.
 */
public final class PointWindow {
  private final double[] values;
  private final boolean[] uncertain;
  private final int first;
  private final int capacity;
  private int head;
  private double baseline = Double.NaN;
  private long age;

  PointWindow(double[] values, boolean[] uncertain, int first, int capacity) {
    this.values = values;
    this.uncertain = uncertain;
    this.first = first;
    this.capacity = capacity;
  }

  void moveTo(int newHead, double newBaseline, long newAge) {
    this.head = newHead;
    this.baseline = newBaseline;
    this.age = newAge;
  }

  /** The value of the evaluated scan; NaN = the point was silent in it. */
  public double latest() {
    return values[first + head];
  }

  /**
   * The value {@code age} scans ago, 0 = the evaluated scan; NaN = a gap. {@code age} must be less
   * than the window that the descriptor asked for.
   */
  public double ago(int age) {
    return values[place(age)];
  }

  /** Whether the value {@code age} scans ago is of uncertain quality; a gap is not. */
  boolean uncertainAgo(int age) {
    return uncertain[place(age)];
  }

  private int place(int age) {
    int place = head - age;
    return first + (place < 0 ? place + capacity : place);
  }

  /** Scans since the component was first seen, or replaced. */
  public long age() {
    return age;
  }

  /** Mean of the point when the asset was new or newly repaired; NaN = not yet learnt. */
  public double baseline() {
    return baseline;
  }
}
