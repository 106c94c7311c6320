package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import java.util.List;

/** The columns of a batch of measurements. */
record MeasurementColumns(Measurements measurements) implements ReadingColumns {
  @Override
  public AssetKey asset() {
    return measurements.asset();
  }

  @Override
  public boolean derived() {
    return false;
  }

  @Override
  public List<String> points() {
    return measurements.points();
  }

  @Override
  public int size() {
    return measurements.size();
  }

  @Override
  public int pointIndex(int i) {
    return measurements.pointIndex(i);
  }

  @Override
  public long timeMicros(int i) {
    return measurements.timeMicros(i);
  }

  @Override
  public double value(int i) {
    return measurements.value(i);
  }

  @Override
  public int qualityCode(int i) {
    return measurements.quality(i).code();
  }

  @Override
  public long sequence(int i) {
    return measurements.sourceSequence(i);
  }
}
