package io.millwright.cmms.series;

import io.millwright.cmms.platform.ProblemException;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** The operators over the readings of a point. */
final class Folds {
  private static final double MICROS_PER_HOUR = 3.6e9;

  private Folds() {}

  /**
   * How long a point was at a limit or above: a reading holds until the next one. An hour in which
   * nothing crosses the limit is taken as a whole.
   */
  static final class Running implements Fold {
    private final double limit;
    private final Coverage coverage;
    private boolean running;
    private long runningMicros;
    private int starts;

    Running(double limit, Coverage coverage) {
      this.limit = limit;
      this.coverage = coverage;
    }

    @Override
    public void reading(long micros, double value) {
      go(coverage.to(micros), value >= limit);
    }

    private void go(long step, boolean now) {
      if (step >= 0 && running) {
        runningMicros += step;
      }
      if (step >= 0 && !running && now) {
        starts++;
      }
      running = now;
    }

    @Override
    public boolean hour(Hour hour) {
      if (hour.low() < limit && hour.high() >= limit) {
        return false;
      }
      go(coverage.to(hour.begin()), hour.low() >= limit);
      coverage.hour();
      if (running) {
        runningMicros += Hour.MICROS;
      }
      return true;
    }

    @Override
    public Coverage coverage() {
      return coverage;
    }

    double hours() {
      return runningMicros / MICROS_PER_HOUR;
    }

    /** How often it was seen to begin. */
    int starts() {
      return starts;
    }
  }

  /**
   * The area under the line through the readings (trapezoids), without gaps; of whole hours their
   * mean.
   */
  static final class Integral implements Fold {
    private final Coverage coverage;
    private double before;
    private double area;

    Integral(Coverage coverage) {
      this.coverage = coverage;
    }

    @Override
    public void reading(long micros, double value) {
      go(coverage.to(micros), value);
    }

    private void go(long step, double value) {
      if (step > 0) {
        area += (before / 2 + value / 2) * (step / MICROS_PER_HOUR);
      }
      before = value;
    }

    @Override
    public boolean hour(Hour hour) {
      go(coverage.to(hour.begin()), hour.mean());
      coverage.hour();
      area += hour.mean();
      before = hour.last();
      return true;
    }

    @Override
    public Coverage coverage() {
      return coverage;
    }

    /** In the unit of the point, times an hour. */
    double area() {
      return area;
    }
  }

  /**
   * How far a counter rose: the sum of its steps upwards. A step downwards is a reset and adds
   * nothing, or a roll-over, if the counter begins anew at a known number and the step is longer
   * than half of that. An hour is taken as a whole if it never was below what was read before it,
   * and ended at its highest; a reset in it to no less than that is not seen.
   */
  static final class Counter implements Fold {
    private final double rollOver;
    private final Coverage coverage;
    private double before = Double.NaN;
    private double rise;
    private int resets;
    private int rollOvers;

    /**
     * @param rollOver the number at which it is 0 again; NaN = it does not begin anew
     */
    Counter(double rollOver, Coverage coverage) {
      this.rollOver = rollOver;
      this.coverage = coverage;
    }

    @Override
    public void reading(long micros, double value) {
      coverage.to(micros);
      if (value >= before) {
        rise += value - before;
      } else if (before - value > rollOver / 2 && before <= rollOver && value >= 0) {
        rise += rollOver - before + value;
        rollOvers++;
      } else if (value < before) {
        resets++;
      }
      before = value;
    }

    @Override
    public boolean hour(Hour hour) {
      if (!(hour.low() >= before) || hour.last() != hour.high()) {
        return false;
      }
      coverage.to(hour.begin());
      coverage.hour();
      rise += hour.high() - before;
      before = hour.last();
      return true;
    }

    @Override
    public Coverage coverage() {
      return coverage;
    }

    double rise() {
      return rise;
    }

    int resets() {
      return resets;
    }

    int rollOvers() {
      return rollOvers;
    }
  }

  /**
   * How often a point rose to a limit: after it was at the lower one or below, it counts once. What
   * it did in a gap is not known, so it counts anew only after it was low again. An hour that stays
   * on one side of one of the limits is taken as a whole.
   */
  static final class Crossings implements Fold {
    private enum Side {
      UNKNOWN,
      LOW,
      HIGH
    }

    private final double upper;
    private final double lower;
    private final Coverage coverage;
    private Side side = Side.UNKNOWN;
    private int crossings;

    /**
     * @param hysteresis 0 or more; so far below the limit it must have been before it counts again
     */
    Crossings(double limit, double hysteresis, Coverage coverage) {
      this.upper = limit;
      this.lower = limit - hysteresis;
      this.coverage = coverage;
    }

    @Override
    public void reading(long micros, double value) {
      go(coverage.to(micros), value);
    }

    private void go(long step, double value) {
      if (step < 0) {
        side = Side.UNKNOWN;
      }
      if (value >= upper) {
        if (side == Side.LOW) {
          crossings++;
        }
        side = Side.HIGH;
      } else if (isLow(value)) {
        side = Side.LOW;
      }
    }

    /** Without hysteresis, the limit itself is high. */
    private boolean isLow(double value) {
      return value <= lower;
    }

    @Override
    public boolean hour(Hour hour) {
      boolean neverHigh = hour.high() < upper;
      boolean neverLow = !isLow(hour.low());
      if (!neverHigh && !neverLow) {
        return false;
      }
      go(coverage.to(hour.begin()), neverHigh ? hour.low() : hour.high());
      coverage.hour();
      return true;
    }

    @Override
    public Coverage coverage() {
      return coverage;
    }

    int crossings() {
      return crossings;
    }
  }

  /**
   * Cycles of a load by their range: rainflow counting as ASTM E1049-85, 5.4.4, has it, so what is
   * not closed at the end counts half. Gaps are not looked at. Needs every reading.
   */
  static final class Rainflow implements Fold {
    private static final int MOST_TURNS = 100_000;

    private final double binWidth;
    private final Coverage coverage;

    /** Turning points whose ranges are not counted yet, the last being the newest reading. */
    private double[] turns = new double[64];

    private int size;
    private final SortedMap<Integer, Double> counts = new TreeMap<>();

    Rainflow(double binWidth, Coverage coverage) {
      this.binWidth = binWidth;
      this.coverage = coverage;
    }

    @Override
    public void reading(long micros, double value) {
      coverage.to(micros);
      if (size > 0 && turns[size - 1] == value) {
        return;
      }
      if (size > 1 && (turns[size - 1] > turns[size - 2]) == (value > turns[size - 1])) {
        // It goes on in the same direction: no turn.
        turns[size - 1] = value;
      } else {
        push(value);
      }
    }

    /** What was the newest has become a turning point: now its ranges can be counted. */
    private void push(double value) {
      closeCycles();
      if (size == MOST_TURNS) {
        throw ProblemException.badRequest(
            "the readings turn "
                + MOST_TURNS
                + " times without closing a cycle: ask for less time");
      }
      if (size == turns.length) {
        turns = Arrays.copyOf(turns, 2 * size);
      }
      turns[size++] = value;
    }

    private void closeCycles() {
      while (size >= 3) {
        double newest = Math.abs(turns[size - 1] - turns[size - 2]);
        double before = Math.abs(turns[size - 2] - turns[size - 3]);
        if (newest < before) {
          return;
        }
        if (size == 3) {
          count(before, 0.5);
          turns[0] = turns[1];
          turns[1] = turns[2];
          size = 2;
        } else {
          count(before, 1);
          turns[size - 3] = turns[size - 1];
          size -= 2;
        }
      }
    }

    private void count(double range, double cycles) {
      counts.merge((int) Math.min(Integer.MAX_VALUE, range / binWidth), cycles, Double::sum);
    }

    @Override
    public boolean hour(Hour hour) {
      return false;
    }

    @Override
    public Coverage coverage() {
      return coverage;
    }

    double binWidth() {
      return binWidth;
    }

    /**
     * Cycles by the number of their bin, once all readings were taken: bin n has ranges from n
     * widths up to n + 1.
     */
    SortedMap<Integer, Double> cycles() {
      closeCycles();
      for (int i = 1; i < size; i++) {
        count(Math.abs(turns[i] - turns[i - 1]), 0.5);
      }
      size = 0;
      return counts;
    }
  }
}
