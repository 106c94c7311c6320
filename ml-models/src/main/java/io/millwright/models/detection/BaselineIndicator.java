package io.millwright.models.detection;

import io.millwright.models.baseline.Baseline;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** An indicator that holds one descriptor against a learned baseline. */
abstract class BaselineIndicator<B extends Baseline> implements Indicator {
  final B baseline;

  BaselineIndicator(B baseline) {
    this.baseline = baseline;
  }

  @Override
  public void relearn() {
    baseline.relearn();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    baseline.write(out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    baseline.read(in);
  }
}
