package io.millwright.models.detection;

import io.millwright.models.novelty.NoveltyModel;
import io.millwright.models.novelty.NoveltyModels;
import io.millwright.models.novelty.NoveltyPlan;
import io.millwright.models.novelty.OneClassTrainer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How unlike the healthy asset several descriptors are together, by a model that is fitted to the
 * first scans of each bin of steady operation; 1 = at the model's limit.
 *
 * @param plan which model
 * @param scans that it is fitted to, at least {@link NoveltyPlan#rowsNeeded}
 * @param weight of the newest score in the smoothed one, above 0, at most 1; 1 = it is not smoothed
 */
public record Unlike(
    NoveltyPlan plan, int scans, int columns, double weight, OneClassTrainer trainer)
    implements Method {
  /** Rows are kept until the model is fitted. */
  public static final int MOST_SCANS = 5_000;

  private static final int FIRST_ROWS = 32;

  public Unlike {
    if (scans < NoveltyPlan.rowsNeeded(columns) || scans > MOST_SCANS) {
      throw new IllegalArgumentException(
          "a model of "
              + columns
              + " descriptors is fitted to "
              + NoveltyPlan.rowsNeeded(columns)
              + " to "
              + MOST_SCANS
              + " scans, not to "
              + scans);
    }
    if (!(weight > 0 && weight <= 1)) {
      throw new IllegalArgumentException("weight must be above 0, at most 1, but was " + weight);
    }
  }

  @Override
  public Indicator begin(int bins, long seed) {
    return new Learned(bins, seed);
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public String meaning() {
    return "unlike its baseline, limits";
  }

  private final class Learned implements Indicator {
    private final long seed;

    /** One row behind the other, for each bin; null when it is learned, or nothing came yet. */
    private final List<double @Nullable []> rows;

    private final int[] count;
    private final List<@Nullable NoveltyModel> models;
    private double[] scratch = new double[0];
    private double smoothed = Double.NaN;

    /** The row is handed over in a buffer for the detector with the most descriptors. */
    private final double[] own = new double[columns];

    Learned(int bins, long seed) {
      this.seed = seed;
      this.rows = new ArrayList<>(Collections.nCopies(bins, null));
      this.count = new int[bins];
      this.models = new ArrayList<>(Collections.nCopies(bins, null));
    }

    @Override
    public double evaluate(double[] row, int bin, long timeMicros, boolean mayLearn, boolean open) {
      NoveltyModel model = models.get(bin);
      if (model == null) {
        if (mayLearn) {
          learn(row, bin);
        }
        return Double.NaN;
      }
      System.arraycopy(row, 0, own, 0, columns);
      double score = model.score(own, scratch(model));
      smoothed = Double.isNaN(smoothed) ? score : smoothed + weight * (score - smoothed);
      return smoothed;
    }

    private double[] scratch(NoveltyModel model) {
      if (scratch.length < model.scratchSize()) {
        scratch = new double[model.scratchSize()];
      }
      return scratch;
    }

    private void learn(double[] row, int bin) {
      double[] learned = rows.get(bin);
      if (learned == null || learned.length == count[bin] * columns) {
        learned = grown(learned, count[bin]);
        rows.set(bin, learned);
      }
      System.arraycopy(row, 0, learned, count[bin]++ * columns, columns);
      if (count[bin] == scans) {
        double[][] all = new double[scans][];
        for (int i = 0; i < scans; i++) {
          all[i] = Arrays.copyOfRange(learned, i * columns, (i + 1) * columns);
        }
        models.set(bin, plan.fit(all, seed * 31 + bin, trainer));
        rows.set(bin, null);
      }
    }

    /** A fleet that learns at once must not take the room of all rows from the first one on. */
    private double[] grown(double @Nullable [] learned, int held) {
      int room = Math.min(scans, Math.max(FIRST_ROWS, 2 * held));
      return learned == null ? new double[room * columns] : Arrays.copyOf(learned, room * columns);
    }

    @Override
    public void shares(double[] row, int bin, double[] shares) {
      NoveltyModel model = models.get(bin);
      if (model == null) {
        Arrays.fill(shares, 0);
      } else {
        System.arraycopy(row, 0, own, 0, columns);
        model.contributions(own, shares, scratch(model));
      }
    }

    @Override
    public void relearn() {
      Collections.fill(rows, null);
      Arrays.fill(count, 0);
      Collections.fill(models, null);
      smoothed = Double.NaN;
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeDouble(smoothed);
      for (int bin = 0; bin < count.length; bin++) {
        out.writeInt(count[bin]);
        NoveltyModel model = models.get(bin);
        double[] learned = rows.get(bin);
        if (model != null) {
          model.write(out);
        } else if (learned != null) {
          for (int i = 0; i < count[bin] * columns; i++) {
            out.writeDouble(learned[i]);
          }
        }
      }
    }

    @Override
    public void read(DataInput in) throws IOException {
      smoothed = in.readDouble();
      for (int bin = 0; bin < count.length; bin++) {
        count[bin] = in.readInt();
        if (count[bin] < 0 || count[bin] > scans) {
          throw new IOException("a baseline of " + count[bin] + " rows");
        }
        if (count[bin] == scans) {
          models.set(bin, NoveltyModels.read(in, columns));
        } else if (count[bin] > 0) {
          double[] learned = new double[count[bin] * columns];
          for (int i = 0; i < count[bin] * columns; i++) {
            learned[i] = in.readDouble();
          }
          rows.set(bin, learned);
        }
      }
    }
  }
}
