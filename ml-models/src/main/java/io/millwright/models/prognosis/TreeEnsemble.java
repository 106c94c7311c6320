package io.millwright.models.prognosis;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Boosted regression trees in a few arrays: the sum of one leaf of each tree and a base score. It
 * computes in single precision and in the order of the trees, as XGBoost does, and so gives the
 * same bits. Immutable.
 *
 * <p>The children of a node stand side by side: left at {@code left[node]}, right behind it.
 */
public final class TreeEnsemble {
  private static final int MOST_NODES = 10_000_000;

  private final float base;
  private final int[] roots;

  /** 0 = a leaf: no child can be the first node. */
  private final int[] left;

  private final int[] feature;

  /** Below it to the left; of a leaf, its value. */
  private final float[] threshold;

  private final boolean[] missingLeft;

  /** Mean of the leaves below, weighted by the training rows that came to each. */
  private final float[] expected;

  /**
   * @param features number of values that {@link #score} takes
   * @throws IllegalArgumentException if a node leads outside, back, or to an unknown feature
   */
  @SuppressWarnings("TooManyParameters")
  public TreeEnsemble(
      int features,
      float base,
      int[] roots,
      int[] left,
      int[] feature,
      float[] threshold,
      boolean[] missingLeft,
      float[] expected) {
    this.base = base;
    this.roots = roots.clone();
    this.left = left.clone();
    this.feature = feature.clone();
    this.threshold = threshold.clone();
    this.missingLeft = missingLeft.clone();
    this.expected = expected.clone();
    int nodes = left.length;
    if (feature.length != nodes
        || threshold.length != nodes
        || missingLeft.length != nodes
        || expected.length != nodes) {
      throw new IllegalArgumentException("the columns of the trees differ in length");
    }
    for (int root : roots) {
      check(root >= 0 && root < nodes, "a tree begins outside the nodes");
    }
    for (int i = 0; i < nodes; i++) {
      // Children come later: a walk always ends.
      check(left[i] == 0 || (left[i] > i && left[i] + 1 < nodes), "node " + i + " leads outside");
      check(feature[i] >= 0 && feature[i] < Math.max(1, features), "node " + i + " has no feature");
      check(!Float.isNaN(threshold[i]) && !Float.isNaN(expected[i]), "node " + i + " has no value");
    }
  }

  private static void check(boolean right, String fault) {
    if (!right) {
      throw new IllegalArgumentException(fault);
    }
  }

  public int trees() {
    return roots.length;
  }

  public int nodes() {
    return left.length;
  }

  /**
   * @param values one a feature; NaN = missing
   */
  public float score(double[] values) {
    float sum = base;
    for (int root : roots) {
      int node = root;
      int child;
      while ((child = left[node]) != 0) {
        node = child + side(node, values);
      }
      sum += threshold[node];
    }
    return sum;
  }

  private int side(int node, double[] values) {
    float value = (float) values[feature[node]];
    if (value < threshold[node]) {
      return 0;
    }
    return Float.isNaN(value) && missingLeft[node] ? 0 : 1;
  }

  /**
   * What each feature added to the score on the way down the trees, from the average score of the
   * training rows to this one: the sum over all features is the departure from the average.
   */
  public double[] contributions(double[] values) {
    double[] sums = new double[values.length];
    for (int root : roots) {
      int node = root;
      while (left[node] != 0) {
        int next = left[node] + side(node, values);
        sums[feature[node]] += (double) expected[next] - expected[node];
        node = next;
      }
    }
    return sums;
  }

  public void write(DataOutput out) throws IOException {
    out.writeFloat(base);
    out.writeInt(roots.length);
    for (int root : roots) {
      out.writeInt(root);
    }
    out.writeInt(left.length);
    for (int i = 0; i < left.length; i++) {
      out.writeInt(left[i]);
      out.writeShort(feature[i]);
      out.writeFloat(threshold[i]);
      out.writeBoolean(missingLeft[i]);
      out.writeFloat(expected[i]);
    }
  }

  /**
   * @throws IOException if the numbers cannot be trees
   */
  public static TreeEnsemble read(int features, DataInput in) throws IOException {
    float base = in.readFloat();
    int[] roots = new int[count(in.readInt())];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = in.readInt();
    }
    int nodes = count(in.readInt());
    int[] left = new int[nodes];
    int[] feature = new int[nodes];
    float[] threshold = new float[nodes];
    boolean[] missingLeft = new boolean[nodes];
    float[] expected = new float[nodes];
    for (int i = 0; i < nodes; i++) {
      left[i] = in.readInt();
      feature[i] = in.readUnsignedShort();
      threshold[i] = in.readFloat();
      missingLeft[i] = in.readBoolean();
      expected[i] = in.readFloat();
    }
    try {
      return new TreeEnsemble(
          features, base, roots, left, feature, threshold, missingLeft, expected);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static int count(int count) throws IOException {
    if (count < 0 || count > MOST_NODES) {
      throw new IOException("there cannot be " + count + " trees or nodes");
    }
    return count;
  }
}
