package io.millwright.models.monitor;

import io.millwright.models.instrument.SensorDoctor;
import java.util.Arrays;

/** What a scan brought beside its values. */
final class ScanSigns implements SensorDoctor.Notes {
  private final double[] impossible;
  private final boolean[] wrongTime;
  private boolean any;

  ScanSigns(int points) {
    this.impossible = new double[points];
    this.wrongTime = new boolean[points];
    this.any = true;
    clear();
  }

  void clear() {
    if (any) {
      Arrays.fill(impossible, Double.NaN);
      Arrays.fill(wrongTime, false);
      any = false;
    }
  }

  /** Takes those of a scan out of the arrays of all; false = there are none. */
  boolean take(double[] values, boolean[] wrongTimes, int first) {
    System.arraycopy(values, first, impossible, 0, impossible.length);
    System.arraycopy(wrongTimes, first, wrongTime, 0, wrongTime.length);
    for (int i = 0; i < impossible.length; i++) {
      any |= !Double.isNaN(impossible[i]) || wrongTime[i];
    }
    return any;
  }

  @Override
  public double impossible(int point) {
    return impossible[point];
  }

  @Override
  public boolean hadWrongTime(int point) {
    return wrongTime[point];
  }
}
