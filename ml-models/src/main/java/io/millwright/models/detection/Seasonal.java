package io.millwright.models.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How surprising a value is for its time of day and week, in deviations of how surprising values
 * usually are. It is foretold in three ways: by what it was just now, by what it usually is at that
 * time of the day, and at that time of the week; the way that has been least wrong counts. The
 * error is looked at over two horizons, each against its own usual size and scatter.
 *
 * <p>For values that follow people's days: energy, flow, traffic, occupancy. Times are UTC.
 *
 * @param learnValues nothing is told of the first so many values
 * @param quietValues after a surprise nothing more is told for so many values, unless it has grown
 *     to 1.3 times; 0 = each is told
 */
public record Seasonal(int learnValues, int quietValues) implements Method {
  private static final int BINS_A_DAY = 48;
  private static final int DAYS = 7;
  private static final long DAY_MICROS = 86_400_000_000L;
  private static final long BIN_MICROS = DAY_MICROS / BINS_A_DAY;

  /** 1970-01-01 was a Thursday; weeks begin on Monday. */
  private static final int FIRST_WEEKDAY = 3;

  private static final double LEVEL_WEIGHT = 0.2;
  private static final double PROFILE_WEIGHT = 0.1;

  /** With which the errors of the three ways are averaged. */
  private static final double CHOICE_WEIGHT = 0.002;

  private static final double[] HORIZON_WEIGHTS = {1.0, 0.02};
  private static final double SCALE_WEIGHT = 0.001;
  private static final double HISTORY_WEIGHT = 0.0001;
  private static final double FLOOR = 0.01;

  /** An error that is so many times the usual one counts as that in averages. */
  private static final double CLIP = 3;

  private static final double GROWTH = 1.3;
  private static final int BEFORE_CLIPPING_ERRORS = 50;
  private static final int BEFORE_CLIPPING_SCALES = 100;
  private static final int BEFORE_SCORING = 20;

  /** A profile may be chosen when it has been compared so often. */
  private static final int[] ENOUGH = {0, BINS_A_DAY / 4, BINS_A_DAY / 2};

  public Seasonal {
    if (learnValues < BEFORE_SCORING || quietValues < 0) {
      throw new IllegalArgumentException(
          "at least " + BEFORE_SCORING + " values are learned from, quiet for 0 or more");
    }
  }

  @Override
  public Indicator begin(int bins, long seed) {
    return new Forecast();
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public String meaning() {
    return "surprise at that time";
  }

  private final class Forecast implements Indicator {
    private static final int PLACES = BINS_A_DAY + DAYS * BINS_A_DAY;

    private long values;
    private double level;
    private double valueMean;
    private double valueVariance;

    /** Profile of the day, then of the week. */
    private final float[] profile = new float[PLACES];

    private final int[] profileCount = new int[PLACES];
    private final double[] error = new double[ENOUGH.length];
    private final int[] errorCount = new int[ENOUGH.length];
    private final double[] horizon = new double[HORIZON_WEIGHTS.length];
    private final double[] scale = new double[HORIZON_WEIGHTS.length];
    private final double[] usual = new double[HORIZON_WEIGHTS.length];
    private final double[] usualVariance = new double[HORIZON_WEIGHTS.length];
    private long sinceTold = Long.MAX_VALUE;
    private double told;

    @Override
    public double evaluate(double[] row, int bin, long timeMicros, boolean mayLearn, boolean open) {
      double x = row[0];
      double first = 1.0 / (values + 1);
      double pace = Math.max(first, 0.2 * SCALE_WEIGHT);
      double off = x - valueMean;
      valueMean += pace * off;
      valueVariance += pace * (off * (x - valueMean) - valueVariance);
      double floor = FLOOR * Math.sqrt(Math.max(0, valueVariance)) + 1e-9;
      // A scan ends where the next one begins: its last instant says which time it is of.
      double residual = residual(x, timeMicros - 1, first);
      double surprise = 0;
      for (int i = 0; i < horizon.length; i++) {
        surprise = Math.max(surprise, surprise(i, residual, first, floor));
      }
      values++;
      return values <= learnValues ? Double.NaN : told(surprise);
    }

    /** What the best way has not foretold; then all of them learn. */
    private double residual(double x, long timeMicros, double first) {
      int ofDay = (int) (Math.floorMod(timeMicros, DAY_MICROS) / BIN_MICROS);
      int weekday =
          (int) Math.floorMod(Math.floorDiv(timeMicros, DAY_MICROS) + FIRST_WEEKDAY, (long) DAYS);
      int[] place = {-1, ofDay, BINS_A_DAY + weekday * BINS_A_DAY + ofDay};
      double[] foretold = {values == 0 ? x : level, profile[place[1]], profile[place[2]]};
      int best = 0;
      for (int i = 1; i < foretold.length; i++) {
        boolean usable = profileCount[place[i]] > 0 && errorCount[i] >= ENOUGH[i];
        best = usable && error[i] < error[best] ? i : best;
      }
      for (int i = 0; i < foretold.length; i++) {
        if (i == 0 || profileCount[place[i]] > 0) {
          double wrong = Math.abs(x - foretold[i]);
          errorCount[i] = Math.min(errorCount[i] + 1, 1_000_000);
          if (errorCount[i] > BEFORE_CLIPPING_ERRORS && error[i] > 0) {
            wrong = Math.min(wrong, CLIP * error[i]);
          }
          error[i] += Math.max(1.0 / errorCount[i], CHOICE_WEIGHT) * (wrong - error[i]);
        }
      }
      level += Math.max(first, LEVEL_WEIGHT) * (x - level);
      for (int i = 1; i < place.length; i++) {
        int at = place[i];
        profileCount[at] = Math.min(profileCount[at] + 1, 1_000_000);
        profile[at] +=
            (float) (Math.max(1.0 / profileCount[at], PROFILE_WEIGHT) * (x - profile[at]));
      }
      return x - foretold[best];
    }

    private double surprise(int i, double residual, double first, double floor) {
      double weight = HORIZON_WEIGHTS[i];
      horizon[i] += weight * (residual - horizon[i]);
      double size = Math.abs(horizon[i]);
      double u = Math.log1p(size / (scale[i] + floor * Math.sqrt(weight / (2 - weight))));
      double above = u - usual[i];
      double surprise = values > BEFORE_SCORING ? above / Math.sqrt(usualVariance[i] + 0.01) : 0;
      double pace = Math.max(first, HISTORY_WEIGHT);
      usual[i] += pace * above;
      usualVariance[i] += pace * (above * (u - usual[i]) - usualVariance[i]);
      if (values > BEFORE_CLIPPING_SCALES) {
        size = Math.min(size, CLIP * scale[i] + floor);
      }
      scale[i] += Math.max(first, SCALE_WEIGHT) * (size - scale[i]);
      return surprise;
    }

    private double told(double surprise) {
      if (quietValues == 0) {
        return surprise;
      }
      sinceTold = sinceTold == Long.MAX_VALUE ? sinceTold : sinceTold + 1;
      double held = sinceTold <= quietValues ? told : 0;
      if (surprise > GROWTH * held) {
        sinceTold = 0;
        told = surprise;
        return surprise;
      }
      return 0;
    }

    @Override
    public void relearn() {
      values = 0;
      level = 0;
      valueMean = 0;
      valueVariance = 0;
      Arrays.fill(profile, 0);
      Arrays.fill(profileCount, 0);
      Arrays.fill(errorCount, 0);
      sinceTold = Long.MAX_VALUE;
      for (double[] each : numbers()) {
        Arrays.fill(each, 0);
      }
    }

    private double[][] numbers() {
      return new double[][] {error, horizon, scale, usual, usualVariance};
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeLong(values);
      out.writeDouble(level);
      out.writeDouble(valueMean);
      out.writeDouble(valueVariance);
      for (int i = 0; i < PLACES; i++) {
        out.writeFloat(profile[i]);
        out.writeInt(profileCount[i]);
      }
      for (int each : errorCount) {
        out.writeInt(each);
      }
      for (double[] each : numbers()) {
        for (double number : each) {
          out.writeDouble(number);
        }
      }
      out.writeLong(sinceTold);
      out.writeDouble(told);
    }

    @Override
    public void read(DataInput in) throws IOException {
      values = in.readLong();
      level = in.readDouble();
      valueMean = in.readDouble();
      valueVariance = in.readDouble();
      for (int i = 0; i < PLACES; i++) {
        profile[i] = in.readFloat();
        profileCount[i] = in.readInt();
      }
      for (int i = 0; i < errorCount.length; i++) {
        errorCount[i] = in.readInt();
      }
      for (double[] each : numbers()) {
        for (int i = 0; i < each.length; i++) {
          each[i] = in.readDouble();
        }
      }
      sinceTold = in.readLong();
      told = in.readDouble();
    }
  }
}
