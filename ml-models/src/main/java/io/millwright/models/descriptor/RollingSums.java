package io.millwright.models.descriptor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Sums over the latest scans of a point, which move with each scan at constant cost. Gaps are left
 * out.
 *
 * <p>With y = value less {@code origin} and x = minus the age in scans: count, Σy, Σy², Σx, Σx²,
 * Σxy. They are summed afresh once a window length, and whenever so much has left them, or they
 * have moved so far from the origin, that digits were lost. When, follows from the values alone: a
 * restored window goes on as it would have.
 */
final class RollingSums {
  /**
   * A value whose square is so many times what it leaves behind has taken digits along: few enough,
   * for spikes of falling size take them again and again.
   */
  private static final double TAKES_DIGITS = 100;

  /** Beyond so many times their spread, the squares of far values hide it. */
  private static final double HIDES_SPREAD = 1e6;

  private final PointWindow history;
  private final int length;

  private int count;
  private int slides;
  private double origin;
  private double sum;
  private double squares;
  private double ages;
  private double agesSquared;
  private double products;

  RollingSums(PointWindow history, int length) {
    this.history = history;
    this.length = length;
  }

  void clear() {
    count = 0;
    slides = 0;
    origin = 0;
    sum = 0;
    squares = 0;
    ages = 0;
    agesSquared = 0;
    products = 0;
  }

  /** A scan has come: the history has moved on by one. */
  void slide() {
    // What was there is one scan older, so that each x is one less.
    products -= sum;
    agesSquared += count - 2 * ages;
    ages -= count;
    boolean lost = leave(history.ago(length));
    double entering = history.ago(0);
    if (!Double.isNaN(entering)) {
      if (count == 0) {
        origin = entering;
      }
      double y = entering - origin;
      sum += y;
      squares += y * y;
      count++;
    }
    slides++;
    if (count == 0) {
      clear();
    } else if (lost || slides >= length || spread() * HIDES_SPREAD < squares) {
      refresh();
    }
  }

  /** Takes a value out; true = it has taken digits along. */
  private boolean leave(double leaving) {
    if (Double.isNaN(leaving)) {
      return false;
    }
    double y = leaving - origin;
    sum -= y;
    squares -= y * y;
    ages += length;
    agesSquared -= (double) length * length;
    products += y * length;
    count--;
    return y * y > TAKES_DIGITS * Math.abs(squares);
  }

  private void refresh() {
    clear();
    for (int age = 0; age < length; age++) {
      double value = history.ago(age);
      if (!Double.isNaN(value)) {
        if (count == 0) {
          origin = value;
        }
        double y = value - origin;
        sum += y;
        squares += y * y;
        ages -= age;
        agesSquared += (double) age * age;
        products -= y * age;
        count++;
      }
    }
  }

  /** Values that are no gaps. */
  int count() {
    return count;
  }

  /** NaN = there is no value. */
  double mean() {
    return origin + sum / count;
  }

  /** Sum of the squared distances from the mean. */
  double spread() {
    return Math.max(0, squares - sum * sum / count);
  }

  /** Sum of the squared values. */
  double power() {
    return Math.max(0, squares + 2 * origin * sum + count * origin * origin);
  }

  /** Of the regression line, in units per scan. */
  double slope() {
    return (count * products - ages * sum) / (count * agesSquared - ages * ages);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(count);
    out.writeInt(slides);
    for (double each : new double[] {origin, sum, squares, ages, agesSquared, products}) {
      out.writeDouble(each);
    }
  }

  void read(DataInput in) throws IOException {
    count = in.readInt();
    slides = in.readInt();
    if (count < 0 || count > length || slides < 0 || slides > length) {
      throw new IOException("a window of " + length + " scans holds " + count + " values");
    }
    origin = in.readDouble();
    sum = in.readDouble();
    squares = in.readDouble();
    ages = in.readDouble();
    agesSquared = in.readDouble();
    products = in.readDouble();
  }

  /** Sums what the history holds, where nothing better is known. */
  void rebuild() {
    refresh();
  }

  /** Takes over those of another window of the same values. */
  void copy(RollingSums other) {
    count = other.count;
    slides = other.slides;
    origin = other.origin;
    sum = other.sum;
    squares = other.squares;
    ages = other.ages;
    agesSquared = other.agesSquared;
    products = other.products;
  }
}
