package io.millwright.models.operation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * The regime of one asset.
 *
 * <pre>
 *   OFF --runs--> START --long enough--> STEADY &lt;--moves, stands--> TRANSIENT
 *    ^              |                      |
 *    +--------------+----- stands still ---+        point silent for too long: UNKNOWN
 * </pre>
 */
public final class RegimeTracker {
  private static final Regime[] REGIMES = Regime.values();

  private final OperationPlan plan;

  /** Latest value of the running point and of each bin's point, and for how long it is silent. */
  private final double[] value;

  private final int[] silent;

  /** The latest values of the running point, the newest at {@link #head}; NaN = none. */
  private final double[] recent;

  private int head;

  /** Scans since it was off, bounded; while it is off 0. One met running may have just started. */
  private int running;

  private Regime regime;
  private int bin;

  public RegimeTracker(OperationPlan plan) {
    this.plan = plan;
    this.value = new double[1 + plan.bins().size()];
    this.silent = new int[value.length];
    boolean watches = !plan.isAlwaysSteady() && !Double.isInfinite(plan.transientAbove());
    this.recent = new double[watches ? plan.transientScans() : 0];
    this.regime = plan.isAlwaysSteady() ? Regime.STEADY : Regime.UNKNOWN;
    Arrays.fill(value, Double.NaN);
    Arrays.fill(recent, Double.NaN);
  }

  public Regime regime() {
    return regime;
  }

  /** The combination of bins, 0 to {@link OperationPlan#binCount()} less 1; told while steady. */
  public int bin() {
    return bin;
  }

  /** Takes a scan: one value for each point of the plan; NaN = it was silent. */
  public void evaluate(double[] valueOfPoint) {
    if (plan.isAlwaysSteady()) {
      return;
    }
    boolean known = take(0, valueOfPoint[plan.point()]);
    bin = 0;
    for (int i = 0, factor = 1; i < plan.bins().size(); i++) {
      OperationPlan.Bin each = plan.bins().get(i);
      known &= take(i + 1, valueOfPoint[each.point()]);
      bin += factor * each.of(value[i + 1]);
      factor *= each.edges().size() + 1;
    }
    push(valueOfPoint[plan.point()]);
    regime = known || value[0] <= plan.runsAbove() ? judge() : Regime.UNKNOWN;
  }

  private boolean take(int i, double now) {
    if (!Double.isNaN(now)) {
      value[i] = now;
      silent[i] = 0;
    } else if (++silent[i] > plan.holdScans()) {
      silent[i] = plan.holdScans() + 1;
      value[i] = Double.NaN;
    }
    return !Double.isNaN(value[i]);
  }

  private void push(double now) {
    if (recent.length > 0) {
      head = head + 1 == recent.length ? 0 : head + 1;
      recent[head] = now;
    }
  }

  private Regime judge() {
    if (value[0] <= plan.runsAbove()) {
      running = 0;
      Arrays.fill(recent, Double.NaN);
      return Regime.OFF;
    }
    if (running < plan.startScans()) {
      running++;
      return Regime.START;
    }
    return moved() > plan.transientAbove() ? Regime.TRANSIENT : Regime.STEADY;
  }

  private double moved() {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (double each : recent) {
      if (!Double.isNaN(each)) {
        least = Math.min(least, each);
        greatest = Math.max(greatest, each);
      }
    }
    return greatest - least;
  }

  /** Scans without any reading. */
  public void skip(long scans) {
    if (plan.isAlwaysSteady()) {
      return;
    }
    for (int i = 0; i < value.length; i++) {
      silent[i] = (int) Math.min(plan.holdScans() + 1L, silent[i] + scans);
      if (silent[i] > plan.holdScans()) {
        value[i] = Double.NaN;
        regime = Regime.UNKNOWN;
      }
    }
    for (long i = Math.min(scans, recent.length); i > 0; i--) {
      push(Double.NaN);
    }
  }

  /**
   * Goes on as another tracker of the same plan.
   *
   * @param placeBefore where a point stood there; less than -1 = nowhere
   */
  public void inherit(RegimeTracker before, IntUnaryOperator placeBefore) {
    if (plan.with(placeBefore).equals(before.plan)) {
      System.arraycopy(before.value, 0, value, 0, value.length);
      System.arraycopy(before.silent, 0, silent, 0, silent.length);
      System.arraycopy(before.recent, 0, recent, 0, recent.length);
      head = before.head;
      running = before.running;
      regime = before.regime;
      bin = before.bin;
    }
  }

  public void write(DataOutput out) throws IOException {
    for (int i = 0; i < value.length; i++) {
      out.writeDouble(value[i]);
      out.writeInt(silent[i]);
    }
    for (double each : recent) {
      out.writeDouble(each);
    }
    out.writeByte(head);
    out.writeInt(running);
    out.writeByte(regime.ordinal());
    out.writeInt(bin);
  }

  public void read(DataInput in) throws IOException {
    for (int i = 0; i < value.length; i++) {
      value[i] = in.readDouble();
      silent[i] = in.readInt();
    }
    for (int i = 0; i < recent.length; i++) {
      recent[i] = in.readDouble();
    }
    head = in.readByte();
    running = in.readInt();
    int ordinal = in.readByte();
    bin = in.readInt();
    if (head < 0
        || head >= Math.max(1, recent.length)
        || ordinal < 0
        || ordinal >= REGIMES.length
        || bin < 0
        || bin >= plan.binCount()) {
      throw new IOException("regime " + ordinal + ", bin " + bin + " is unknown");
    }
    regime = REGIMES[ordinal];
  }
}
