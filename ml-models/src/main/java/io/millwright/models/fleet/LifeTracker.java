package io.millwright.models.fleet;

import java.util.ArrayList;
import java.util.List;

/**
 * The descriptors of one machine after each of its cycles: of every sensor and of the health index
 * what its latest 5, 15, 30 and 60 cycles say, how far it has gone since the machine was new, and
 * when the index would be at its end if it went on so. Causal: nothing after a cycle changes what
 * was said at it. The state is the latest 60 scaled cycles.
 */
public final class LifeTracker {
  private static final int LONGEST = 60;
  private static final int NEW_CYCLES = 20;
  private static final double FAST = 0.2;
  private static final double SLOW = 0.03;
  private static final int PER_CHANNEL = 10;
  private static final int[] MEANS = {5, 15, 30, 60};

  private final CycleScaling scaling;
  private final HealthIndex index;
  private final int channels;
  private final double[][] latest;
  private final double[] sumWhenNew;
  private final double[] fast;
  private final double[] slow;
  private int cycles;

  /** A machine that is new. */
  public LifeTracker(CycleScaling scaling, HealthIndex index) {
    this.scaling = scaling;
    this.index = index;
    this.channels = scaling.sensors() + 1;
    this.latest = new double[channels][LONGEST];
    this.sumWhenNew = new double[channels];
    this.fast = new double[channels];
    this.slow = new double[channels];
  }

  /** The descriptors' names, of a machine with so many sensors that say something. */
  public static List<String> names(int sensors) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i <= sensors; i++) {
      String channel = i == sensors ? "health" : "sensor" + i;
      for (String what :
          List.of(
              "last",
              "mean5",
              "mean15",
              "mean30",
              "mean60",
              "deviation30",
              "slope30",
              "slope60",
              "sinceNew",
              "slow")) {
        names.add(channel + "." + what);
      }
    }
    names.add("cycle");
    names.add("health.left30");
    names.add("health.left60");
    return names;
  }

  /** Takes the readings of the next cycle and gives the descriptors after it. */
  public double[] accept(double[] row) {
    double[] scaled = scaling.scale(row);
    double[] values = new double[channels * PER_CHANNEL + 3];
    int place = cycles % LONGEST;
    cycles++;
    for (int c = 0; c < channels; c++) {
      double value = c == channels - 1 ? index.of(scaled) : scaled[c];
      latest[c][place] = value;
      if (cycles <= NEW_CYCLES) {
        sumWhenNew[c] += value;
      }
      fast[c] = cycles == 1 ? value : fast[c] + FAST * (value - fast[c]);
      // At first the mean of all, so that the first cycle does not weigh on for a hundred.
      slow[c] += Math.max(SLOW, 1.0 / cycles) * (value - slow[c]);
      int at = c * PER_CHANNEL;
      values[at] = value;
      for (int i = 0; i < MEANS.length; i++) {
        values[at + 1 + i] = mean(c, MEANS[i]);
      }
      values[at + 5] = deviation(c, 30, values[at + 3]);
      values[at + 6] = slope(c, 30);
      values[at + 7] = slope(c, 60);
      values[at + 8] = fast[c] - sumWhenNew[c] / Math.min(cycles, NEW_CYCLES);
      values[at + 9] = slow[c];
    }
    int health = (channels - 1) * PER_CHANNEL;
    int rest = channels * PER_CHANNEL;
    values[rest] = cycles;
    values[rest + 1] = left(values[health + 2], values[health + 6]);
    values[rest + 2] = left(values[health + 3], values[health + 7]);
    return values;
  }

  /**
   * Cycles in which the slope takes the level to 0; at most 300, also when it does not fall. The
   * level is the mean of the latest half of the slope's window, and so lags by a quarter of it.
   */
  private static double left(double level, double slope) {
    return slope < 0 ? Math.max(0, Math.min(300, -level / slope)) : 300;
  }

  private double ago(int channel, int age) {
    return latest[channel][(cycles - 1 - age + LONGEST) % LONGEST];
  }

  private double mean(int channel, int length) {
    int count = Math.min(length, cycles);
    double sum = 0;
    for (int age = 0; age < count; age++) {
      sum += ago(channel, age);
    }
    return sum / count;
  }

  private double deviation(int channel, int length, double mean) {
    int count = Math.min(length, cycles);
    double squares = 0;
    for (int age = 0; age < count; age++) {
      double distance = ago(channel, age) - mean;
      squares += distance * distance;
    }
    return Math.sqrt(squares / count);
  }

  /** Of the regression line, a cycle; 0 = there is one cycle only. */
  private double slope(int channel, int length) {
    int count = Math.min(length, cycles);
    double middle = (count - 1) / 2.0;
    double products = 0;
    for (int age = 0; age < count; age++) {
      products += (middle - age) * ago(channel, age);
    }
    double squares = count * ((double) count * count - 1) / 12;
    return count < 2 ? 0 : products / squares;
  }
}
