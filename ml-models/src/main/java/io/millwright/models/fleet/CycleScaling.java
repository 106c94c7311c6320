package io.millwright.models.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the readings of a cycle say beyond its operating conditions: each sensor as its distance
 * from the mean of its regime, in deviations. Regimes are found by k-means on the settings of
 * training machines; there are as few as explain the sensors nearly as well as more would.
 * Immutable.
 */
public final class CycleScaling {
  private static final int MOST_REGIMES = 8;
  private static final int ROUNDS = 20;

  /** More regimes must lower the mean logarithm of the variance in them by more. */
  private static final double WORTH_A_REGIME = 0.1;

  /** Beyond it, in deviations, a reading says nothing more. */
  private static final double FARTHEST = 5;

  /** A sensor that moves less, as a share of its size, says nothing. */
  private static final double LEAST_SHARE = 1e-6;

  private final int settings;
  private final double[] settingScale;
  private final double[][] centres;

  /** Places of the sensors that say something, after the settings. */
  private final int[] used;

  private final double[][] mean;
  private final double[][] deviation;

  private CycleScaling(int settings, double[] settingScale, double[][] centres, double[][] rows) {
    this.settings = settings;
    this.settingScale = settingScale;
    this.centres = centres;
    int sensors = rows[0].length - settings;
    double[] count = new double[centres.length];
    double[][] means = new double[centres.length][sensors];
    double[][] deviations = new double[centres.length][sensors];
    int[] regime = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      regime[i] = regime(rows[i]);
      count[regime[i]]++;
      for (int s = 0; s < sensors; s++) {
        means[regime[i]][s] += rows[i][settings + s];
      }
    }
    for (int r = 0; r < centres.length; r++) {
      for (int s = 0; s < sensors; s++) {
        means[r][s] /= Math.max(1, count[r]);
      }
    }
    for (int i = 0; i < rows.length; i++) {
      for (int s = 0; s < sensors; s++) {
        double distance = rows[i][settings + s] - means[regime[i]][s];
        deviations[regime[i]][s] += distance * distance;
      }
    }
    boolean[] moves = new boolean[sensors];
    int moving = 0;
    for (int s = 0; s < sensors; s++) {
      for (int r = 0; r < centres.length; r++) {
        deviations[r][s] = Math.sqrt(deviations[r][s] / Math.max(1, count[r]));
        moves[s] |= deviations[r][s] > LEAST_SHARE * Math.abs(means[r][s]);
      }
      moving += moves[s] ? 1 : 0;
    }
    used = new int[moving];
    mean = new double[centres.length][moving];
    deviation = new double[centres.length][moving];
    int place = 0;
    for (int s = 0; s < sensors; s++) {
      if (moves[s]) {
        used[place] = settings + s;
        for (int r = 0; r < centres.length; r++) {
          mean[r][place] = means[r][s];
          deviation[r][place] = deviations[r][s];
        }
        place++;
      }
    }
  }

  /**
   * Learns regimes and scales.
   *
   * @param rows of training machines, the settings first; at least one
   * @param settings how many settings there are, 1 or more
   */
  public static CycleScaling fit(double[][] rows, int settings) {
    double[] scale = new double[settings];
    for (int s = 0; s < settings; s++) {
      int column = s;
      double mean = Arrays.stream(rows).mapToDouble(row -> row[column]).average().orElse(0);
      double variance =
          Arrays.stream(rows)
              .mapToDouble(row -> (row[column] - mean) * (row[column] - mean))
              .average()
              .orElse(0);
      scale[s] = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    }
    List<double[][]> choices = new ArrayList<>();
    double[] unexplained = new double[MOST_REGIMES];
    double best = Double.POSITIVE_INFINITY;
    for (int k = 0; k < MOST_REGIMES; k++) {
      double[][] centres = centres(rows, scale, k + 1);
      choices.add(centres);
      unexplained[k] = unexplained(rows, scale, centres);
      best = Math.min(best, unexplained[k]);
    }
    int k = 0;
    while (unexplained[k] > best + WORTH_A_REGIME) {
      k++;
    }
    return new CycleScaling(settings, scale, choices.get(k), rows);
  }

  /** Lloyd's k-means, begun with rows that are far from each other: without lots to draw. */
  private static double[][] centres(double[][] rows, double[] scale, int k) {
    int settings = scale.length;
    double[][] centres = new double[k][];
    centres[0] = Arrays.copyOf(rows[0], settings);
    double[] distance = new double[rows.length];
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    for (int c = 1; c < k; c++) {
      int farthest = 0;
      for (int i = 0; i < rows.length; i++) {
        distance[i] = Math.min(distance[i], distance(rows[i], centres[c - 1], scale));
        farthest = distance[i] > distance[farthest] ? i : farthest;
      }
      centres[c] = Arrays.copyOf(rows[farthest], settings);
    }
    for (int round = 0; round < ROUNDS; round++) {
      double[][] sums = new double[k][settings];
      int[] count = new int[k];
      for (double[] row : rows) {
        int nearest = nearest(row, centres, scale);
        count[nearest]++;
        for (int s = 0; s < settings; s++) {
          sums[nearest][s] += row[s];
        }
      }
      boolean moved = false;
      for (int c = 0; c < k; c++) {
        for (int s = 0; s < settings && count[c] > 0; s++) {
          double next = sums[c][s] / count[c];
          moved |= next != centres[c][s];
          centres[c][s] = next;
        }
      }
      if (!moved) {
        break;
      }
    }
    return centres;
  }

  private static int nearest(double[] row, double[][] centres, double[] scale) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < centres.length; c++) {
      double distance = distance(row, centres[c], scale);
      if (distance < least) {
        least = distance;
        nearest = c;
      }
    }
    return nearest;
  }

  private static double distance(double[] row, double[] centre, double[] scale) {
    double sum = 0;
    for (int s = 0; s < scale.length; s++) {
      double distance = (row[s] - centre[s]) * scale[s];
      sum += distance * distance;
    }
    return sum;
  }

  /** Mean over the sensors that move of the logarithm of the share of variance left in regimes. */
  private static double unexplained(double[][] rows, double[] scale, double[][] centres) {
    int settings = scale.length;
    int sensors = rows[0].length - settings;
    double sum = 0;
    int moving = 0;
    int[] regime = Arrays.stream(rows).mapToInt(row -> nearest(row, centres, scale)).toArray();
    for (int s = settings; s < settings + sensors; s++) {
      double[] count = new double[centres.length];
      double[] total = new double[centres.length];
      double all = 0;
      for (int i = 0; i < rows.length; i++) {
        count[regime[i]]++;
        total[regime[i]] += rows[i][s];
        all += rows[i][s];
      }
      all /= rows.length;
      double within = 0;
      double variance = 0;
      for (int i = 0; i < rows.length; i++) {
        double inRegime = rows[i][s] - total[regime[i]] / count[regime[i]];
        within += inRegime * inRegime;
        variance += (rows[i][s] - all) * (rows[i][s] - all);
      }
      if (Math.sqrt(variance / rows.length) > LEAST_SHARE * Math.abs(all)) {
        sum += Math.log(within / variance + 1e-6);
        moving++;
      }
    }
    return moving == 0 ? 0 : sum / moving;
  }

  /** How many regimes were found. */
  public int regimes() {
    return centres.length;
  }

  /** How many sensors say something. */
  public int sensors() {
    return used.length;
  }

  private int regime(double[] row) {
    return nearest(row, centres, settingScale);
  }

  /**
   * The sensors that say something, in deviations.
   *
   * @param row settings first, then all sensors
   */
  public double[] scale(double[] row) {
    int regime = regime(row);
    double[] scaled = new double[used.length];
    for (int i = 0; i < scaled.length; i++) {
      double spread = deviation[regime][i];
      double distance = spread > 0 ? (row[used[i]] - mean[regime][i]) / spread : 0;
      scaled[i] = Math.max(-FARTHEST, Math.min(FARTHEST, distance));
    }
    return scaled;
  }
}
