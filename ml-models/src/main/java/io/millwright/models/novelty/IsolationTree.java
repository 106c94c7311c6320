package io.millwright.models.novelty;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/**
 * One tree of random splits. Immutable.
 *
 * <p>A row beyond all that came to a node would, had it been among them, have been parted from them
 * there with a probability of its distance by the range that it makes wider. So far its way ends
 * there. In Liu's tree it would go on as the outermost row does, however far out it is. (The chance
 * of parting is that of Mondrian trees and of robust random cut forests: Guha et al., 2016.)
 *
 * <p>The children of split {@code k} stand side by side, at 2k + 1 and 2k + 2.
 */
final class IsolationTree {
  /** Scaled values, and those that are made to scatter. */
  private static final double FARTHEST = Scaling.FARTHEST + 100;

  private final int columns;

  /** Of a leaf: less the number of rows that came to it. Of a split: place of its left child. */
  private final short[] left;

  private final Splits splits;

  private IsolationTree(int columns, short[] left, Splits splits) {
    this.columns = columns;
    this.left = left;
    this.splits = splits;
  }

  /**
   * @param threshold below it to the left
   * @param low least value of the column among the rows that came there
   * @param high largest value
   */
  private record Splits(byte[] column, float[] threshold, float[] low, float[] high) {
    static Splits of(int count) {
      return new Splits(new byte[count], new float[count], new float[count], new float[count]);
    }

    Splits first(int count) {
      return new Splits(
          Arrays.copyOf(column, count),
          Arrays.copyOf(threshold, count),
          Arrays.copyOf(low, count),
          Arrays.copyOf(high, count));
    }

    double parts(int split, double value) {
      double beyond = Math.max(low[split] - value, value - high[split]);
      return beyond > 0 ? beyond / (beyond + (high[split] - low[split])) : 0;
    }
  }

  /**
   * @param sample places of the rows that the tree sees; is reordered
   */
  static IsolationTree grow(float[][] rows, int[] sample, Random random) {
    int columns = rows[0].length;
    int most = 2 * sample.length - 1;
    short[] left = new short[most];
    Splits splits = Splits.of(sample.length);
    int[] from = new int[most];
    int[] to = new int[most];
    int[] depth = new int[most];
    // Deeper than the mean depth, the ways of usual rows need not be told apart.
    int deepest = 32 - Integer.numberOfLeadingZeros(sample.length - 1);
    float[] least = new float[columns];
    float[] largest = new float[columns];
    to[0] = sample.length;
    int nodes = 1;
    for (int node = 0; node < nodes; node++) {
      int size = to[node] - from[node];
      int varying = 0;
      if (size > 1 && depth[node] < deepest) {
        varying = range(rows, sample, from[node], to[node], least, largest);
      }
      if (varying == 0) {
        left[node] = (short) -size;
      } else {
        int chosen = varying(random.nextInt(varying), least, largest);
        double range = (double) largest[chosen] - least[chosen];
        float threshold = (float) (least[chosen] + random.nextDouble() * range);
        // Rounded down to the least, it would part nothing.
        threshold = threshold > least[chosen] ? threshold : largest[chosen];
        left[node] = (short) nodes;
        int split = nodes / 2;
        splits.column[split] = (byte) chosen;
        splits.threshold[split] = threshold;
        splits.low[split] = least[chosen];
        splits.high[split] = largest[chosen];
        int middle = part(rows, sample, from[node], to[node], chosen, threshold);
        from[nodes] = from[node];
        to[nodes] = middle;
        from[nodes + 1] = middle;
        to[nodes + 1] = to[node];
        depth[nodes] = depth[node] + 1;
        depth[nodes + 1] = depth[node] + 1;
        nodes += 2;
      }
    }
    return new IsolationTree(columns, Arrays.copyOf(left, nodes), splits.first(nodes / 2));
  }

  /** Fills in the range of each column; gives the number of columns that have one. */
  private static int range(
      float[][] rows, int[] sample, int from, int to, float[] least, float[] largest) {
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(largest, Float.NEGATIVE_INFINITY);
    for (int i = from; i < to; i++) {
      float[] row = rows[sample[i]];
      for (int j = 0; j < row.length; j++) {
        least[j] = Math.min(least[j], row[j]);
        largest[j] = Math.max(largest[j], row[j]);
      }
    }
    int varying = 0;
    for (int j = 0; j < least.length; j++) {
      varying += least[j] < largest[j] ? 1 : 0;
    }
    return varying;
  }

  /** The column of this number among those that have a range. */
  private static int varying(int number, float[] least, float[] largest) {
    int before = 0;
    for (int column = 0; column < least.length; column++) {
      if (least[column] < largest[column]) {
        if (before == number) {
          return column;
        }
        before++;
      }
    }
    throw new IllegalArgumentException("there are only " + before + " columns with a range");
  }

  /** Brings the rows below the threshold to the front; gives the place of the first other. */
  private static int part(
      float[][] rows, int[] sample, int from, int to, int column, float threshold) {
    int middle = from;
    for (int i = from; i < to; i++) {
      if (rows[sample[i]][column] < threshold) {
        int row = sample[i];
        sample[i] = sample[middle];
        sample[middle] = row;
        middle++;
      }
    }
    return middle;
  }

  int nodes() {
    return left.length;
  }

  /** Expected way to a row, in splits; those that a leaf of many rows saved are added. */
  double length(double[] row) {
    double length = 0;
    double reached = 1;
    int node = 0;
    int child;
    while ((child = left[node]) > 0) {
      int split = child >> 1;
      double value = row[splits.column[split]];
      length += reached;
      reached *= 1 - splits.parts(split, value);
      node = value < splits.threshold[split] ? child : child + 1;
    }
    return length + reached * IsolationForestModel.typicalLength(-child);
  }

  /**
   * Adds to each column by how much its splits shorten the way to a row.
   *
   * @param scratch begins with the row; behind it are two free places a node
   */
  void addShortening(double[] scratch, double[] sums) {
    int size = columns;
    // Way from a node to the rows that came there, in the mean.
    int ahead = columns + left.length;
    for (int node = left.length - 1; node >= 0; node--) {
      int child = left[node];
      if (child < 0) {
        scratch[size + node] = -child;
        scratch[ahead + node] = IsolationForestModel.typicalLength(-child);
      } else {
        double lefts = scratch[size + child];
        double rights = scratch[size + child + 1];
        scratch[size + node] = lefts + rights;
        scratch[ahead + node] =
            1
                + (lefts * scratch[ahead + child] + rights * scratch[ahead + child + 1])
                    / (lefts + rights);
      }
    }
    double reached = 1;
    int node = 0;
    int child;
    while ((child = left[node]) > 0) {
      int split = child >> 1;
      int column = splits.column[split];
      double value = scratch[column];
      double goesOn = 1 - splits.parts(split, value);
      int next = value < splits.threshold[split] ? child : child + 1;
      sums[column] += reached * (scratch[ahead + node] - 1 - goesOn * scratch[ahead + next]);
      reached *= goesOn;
      node = next;
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeShort(left.length);
    for (int child : left) {
      out.writeShort(Math.max(0, -child));
      if (child > 0) {
        int split = child >> 1;
        out.writeByte(splits.column[split]);
        out.writeFloat(splits.threshold[split]);
        out.writeFloat(splits.low[split]);
        out.writeFloat(splits.high[split]);
      }
    }
  }

  static IsolationTree read(DataInput in, int columns, int subsample) throws IOException {
    int nodes =
        NoveltyModels.count(in.readUnsignedShort(), 1, 2 * subsample - 1, "nodes in a tree");
    short[] left = new short[nodes];
    Splits splits = Splits.of(nodes / 2);
    int split = 0;
    for (int node = 0; node < nodes; node++) {
      int size = NoveltyModels.count(in.readUnsignedShort(), 0, subsample, "rows in a leaf");
      left[node] = (short) -size;
      if (size == 0) {
        left[node] = (short) (2 * split + 1);
        // Children come later: a walk always ends.
        if (2 * split + 1 <= node || 2 * split + 2 >= nodes) {
          throw new IOException("node " + node + " of a tree leads outside");
        }
        splits.column[split] =
            (byte) NoveltyModels.count(in.readUnsignedByte(), 0, columns - 1, "columns");
        splits.threshold[split] = in.readFloat();
        splits.low[split] = in.readFloat();
        splits.high[split] = in.readFloat();
        if (!(splits.low[split] >= -FARTHEST
            && splits.threshold[split] > splits.low[split]
            && splits.high[split] >= splits.threshold[split]
            && splits.high[split] <= FARTHEST)) {
          throw new IOException("node " + node + " of a tree parts nothing");
        }
        split++;
      }
    }
    if (nodes != 2 * split + 1) {
      throw new IOException("a tree of " + nodes + " nodes has " + split + " splits");
    }
    return new IsolationTree(columns, left, splits);
  }
}
