package io.millwright.models.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The number of one detector for one asset, and what it has learned of the asset. */
@FunctionalInterface
public interface Indicator {
  /** No such time. */
  long NEVER = Long.MIN_VALUE;

  /**
   * Takes a scan.
   *
   * @param row value of each descriptor, none of them NaN; of a detector of states how many of its
   *     members are at each level. Not to be kept
   * @param bin of steady operation
   * @param mayLearn false while a deviation of the asset is open: what is wrong is no baseline
   * @param open whether the state that this number has led to is ALERT or worse
   * @return NaN = not known yet
   */
  double evaluate(double[] row, int bin, long timeMicros, boolean mayLearn, boolean open);

  /** Forgets what was learned: the machine is not what it was. */
  default void relearn() {}

  /** When what it sees now began, if it can tell; {@link #NEVER} = it cannot. */
  default long changeMicros() {
    return NEVER;
  }

  /**
   * Each descriptor's share in the number for a row, 0 or more, 1 together.
   *
   * @param shares filled in
   */
  default void shares(double[] row, int bin, double[] shares) {
    Arrays.fill(shares, 1.0 / shares.length);
  }

  default void write(DataOutput out) throws IOException {}

  default void read(DataInput in) throws IOException {}
}
