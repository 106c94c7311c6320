package io.millwright.models.novelty;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.hipparchus.util.FastMath;

/**
 * Isolation forest (Liu, Ting and Zhou, "Isolation Forest", ICDM 2008): the fewer random splits
 * part a row from the others, the more unlike them it is. Liu's score 2^(-E[h] / c(n)) over its
 * limit.
 *
 * <p>It is our own, as no library fits: LinkedIn's (BSD) is for Spark in Scala, Smile's needs Java
 * 25 and is under the GPL, ELKI is under the AGPL, Tribuo has none, and randomcutforest
 * (Apache-2.0) is another algorithm, for streams.
 *
 * <p>The limit is the quantile of the learned rows, each scored by those trees only that did not
 * see it, as a new row would be (Breiman's out-of-bag rows); thus no tree sees more than half of
 * the rows. A column that stood still while it was learned would never be split, and its changes
 * never be seen: the trees see it scatter within the deviation of its scaling.
 *
 * <p>The contribution of a column is by how much its splits shorten the way to this row: at each
 * split, the expected length before it less that behind it (as of regression trees: Saabas, 2014).
 */
final class IsolationForestModel implements NoveltyModel {
  static final int MOST_TREES = 500;
  static final int LARGEST_SUBSAMPLE = 1_024;

  private static final double LN_2 = 0.6931471805599453;
  private static final double EULER = 0.5772156649015329;
  private static final double[] TYPICAL_LENGTH = typicalLengths();

  private final Scaling scaling;
  private final int subsample;
  private final double limit;
  private final IsolationTree[] trees;
  private final int scratchSize;

  private IsolationForestModel(
      Scaling scaling, int subsample, double limit, IsolationTree[] trees) {
    this.scaling = scaling;
    this.subsample = subsample;
    this.limit = limit;
    this.trees = trees;
    int largest = 0;
    for (IsolationTree tree : trees) {
      largest = Math.max(largest, tree.nodes());
    }
    this.scratchSize = scaling.columns() + 2 * largest;
  }

  /**
   * c(n): mean length of an unsuccessful search in a binary search tree of n rows, and so of the
   * way to a row in a tree that is grown to its end.
   */
  static double typicalLength(int rows) {
    return TYPICAL_LENGTH[rows];
  }

  private static double[] typicalLengths() {
    double[] lengths = new double[LARGEST_SUBSAMPLE + 1];
    lengths[2] = 1;
    for (int n = 3; n < lengths.length; n++) {
      lengths[n] = 2 * (FastMath.log(n - 1) + EULER) - 2.0 * (n - 1) / n;
    }
    return lengths;
  }

  static IsolationForestModel fit(LearnedRows rows, NoveltyPlan.IsolationForest plan, long seed) {
    // The generator whose numbers the documentation of Java fixes for all versions.
    Random random = new Random(seed);
    float[][] values = rows.scattered(random);
    int subsample = Math.min(plan.subsample(), rows.count() / 2);
    IsolationTree[] grown = new IsolationTree[plan.trees()];
    double[] lengths = new double[rows.count()];
    int[] unseenBy = new int[rows.count()];
    int[] order = new int[rows.count()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    double[] row = new double[rows.columns()];
    for (int tree = 0; tree < plan.trees(); tree++) {
      for (int i = 0; i < subsample; i++) {
        int other = i + random.nextInt(order.length - i);
        int drawn = order[other];
        order[other] = order[i];
        order[i] = drawn;
      }
      grown[tree] = IsolationTree.grow(values, Arrays.copyOf(order, subsample), random);
      for (int i = subsample; i < order.length; i++) {
        for (int j = 0; j < row.length; j++) {
          row[j] = values[order[i]][j];
        }
        lengths[order[i]] += grown[tree].length(row);
        unseenBy[order[i]]++;
      }
    }
    double[] learned = new double[rows.count()];
    for (int i = 0; i < learned.length; i++) {
      learned[i] = unseenBy[i] == 0 ? 0 : liu(lengths[i] / unseenBy[i], subsample);
    }
    double limit =
        Math.max(plan.leastLimit(), LearnedRows.quantile(learned, plan.falseAlarmRate()));
    return new IsolationForestModel(rows.scaling(), subsample, limit, grown);
  }

  /** Liu's score: near 1 = unlike, 0.5 = nothing special. */
  private static double liu(double meanLength, int subsample) {
    // FastMath.pow allocates.
    return FastMath.exp(-LN_2 * meanLength / typicalLength(subsample));
  }

  double liu(double[] row, double[] scratch) {
    scaling.scale(row, scratch);
    double sum = 0;
    for (IsolationTree tree : trees) {
      sum += tree.length(scratch);
    }
    return liu(sum / trees.length, subsample);
  }

  @Override
  public double score(double[] row, double[] scratch) {
    return NoveltyModels.score(liu(row, scratch) / limit);
  }

  @Override
  public Measure measure(double[] row, double[] scratch) {
    return Measure.ISOLATION;
  }

  @Override
  public void contributions(double[] row, double[] shares, double[] scratch) {
    scaling.scale(row, scratch);
    for (int i = 0; i < scaling.columns(); i++) {
      shares[i] = 0;
    }
    for (IsolationTree tree : trees) {
      tree.addShortening(scratch, shares);
    }
    NoveltyModels.share(shares, scaling.columns());
  }

  @Override
  public int columns() {
    return scaling.columns();
  }

  @Override
  public int scratchSize() {
    return scratchSize;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeByte(NoveltyModels.ISOLATION_FOREST);
    scaling.write(out);
    out.writeShort(subsample);
    out.writeDouble(limit);
    out.writeShort(trees.length);
    for (IsolationTree tree : trees) {
      tree.write(out);
    }
  }

  static IsolationForestModel read(DataInput in, int columns) throws IOException {
    Scaling scaling = Scaling.read(in, columns);
    int subsample =
        NoveltyModels.count(in.readUnsignedShort(), 2, LARGEST_SUBSAMPLE, "rows in a tree");
    double limit = NoveltyModels.number(in, 0.4, 1, "limit");
    int count = NoveltyModels.count(in.readUnsignedShort(), 1, MOST_TREES, "trees");
    IsolationTree[] trees = new IsolationTree[count];
    for (int i = 0; i < count; i++) {
      trees[i] = IsolationTree.read(in, columns, subsample);
    }
    return new IsolationForestModel(scaling, subsample, limit, trees);
  }
}
