package io.millwright.models.descriptor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The latest scans of one point, so many, and what descriptors of that length share: sums, and the
 * values by size. Only what some descriptor needs is kept.
 */
public final class RollingWindow {
  /** What a descriptor needs to be kept up with each scan, beside the values themselves. */
  public enum Need {
    NOTHING,
    SUMS,
    ORDER
  }

  private final PointWindow point;
  private final int length;
  private int known;
  private int uncertain;
  private @Nullable RollingSums sums;
  private @Nullable RollingOrder order;

  RollingWindow(PointWindow point, int length) {
    this.point = point;
    this.length = length;
  }

  void keep(Need need) {
    if (need == Need.SUMS && sums == null) {
      sums = new RollingSums(point, length);
    } else if (need == Need.ORDER && order == null) {
      order = new RollingOrder(point, length);
    }
  }

  /** The point and its values, also older ones. */
  public PointWindow point() {
    return point;
  }

  /** In scans. */
  public int length() {
    return length;
  }

  RollingSums sums() {
    if (sums == null) {
      throw new IllegalStateException("no descriptor of this window has asked for sums");
    }
    return sums;
  }

  RollingOrder order() {
    if (order == null) {
      throw new IllegalStateException("no descriptor of this window has asked for an order");
    }
    return order;
  }

  /** Whether a value of it is of uncertain quality. */
  boolean isUncertain() {
    return uncertain > 0;
  }

  /** How many of its scans have a value of good quality, as a share of all. */
  float goodShare() {
    return (float) (known - uncertain) / length;
  }

  void slide() {
    known += count(0) - count(length);
    uncertain += countUncertain(0) - countUncertain(length);
    if (sums != null) {
      sums.slide();
    }
    if (order != null) {
      order.slide();
    }
  }

  private int count(int age) {
    return Double.isNaN(point.ago(age)) ? 0 : 1;
  }

  private int countUncertain(int age) {
    return point.uncertainAgo(age) ? 1 : 0;
  }

  private void recount() {
    known = 0;
    uncertain = 0;
    for (int age = 0; age < length; age++) {
      known += count(age);
      uncertain += countUncertain(age);
    }
  }

  void clear() {
    known = 0;
    uncertain = 0;
    if (sums != null) {
      sums.clear();
    }
    if (order != null) {
      order.clear();
    }
  }

  /** Makes everything from the values of the point. */
  void rebuild() {
    recount();
    if (sums != null) {
      sums.rebuild();
    }
    if (order != null) {
      order.rebuild();
    }
  }

  /** Goes on exactly as a window of the same values and length would have. */
  void goOnAs(RollingWindow other) {
    if (sums != null && other.sums != null) {
      sums.copy(other.sums);
    }
  }

  void write(DataOutput out) throws IOException {
    if (sums != null) {
      sums.write(out);
    }
  }

  /** Reads what {@link #write} wrote; the values of the point are there already. */
  void read(DataInput in) throws IOException {
    recount();
    if (sums != null) {
      sums.read(in);
    }
    if (order != null) {
      order.rebuild();
    }
  }
}
