package io.millwright.contracts.measurement;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Changes readings in place, in columns of its own; one revision makes one batch. */
public final class MeasurementsRevision {
  private final Measurements of;
  private final double[] values;
  private long @Nullable [] timeMicros;
  private short @Nullable [] qualityCodes;
  private byte @Nullable [] reasonCodes;

  MeasurementsRevision(Measurements of, double[] values) {
    this.of = of;
    this.timeMicros = of.timeMicros;
    this.values = values;
    this.qualityCodes = of.qualityCodes == null ? null : of.qualityCodes.clone();
    this.reasonCodes = of.reasonCodes == null ? null : of.reasonCodes.clone();
  }

  public void timeMicros(int i, long micros) {
    if (timeMicros == null || timeMicros == of.timeMicros) {
      timeMicros = of.times().clone();
    }
    timeMicros[i] = micros;
  }

  /** Sets a value, which must be finite. */
  public void value(int i, double value) {
    values[i] = value;
  }

  public void quality(int i, Quality quality, QualityReason reason) {
    if (qualityCodes == null) {
      qualityCodes = new short[values.length];
      Arrays.fill(qualityCodes, (short) Quality.GOOD.code());
    }
    if (reasonCodes == null) {
      reasonCodes = new byte[values.length];
    }
    qualityCodes[i] = (short) quality.code();
    reasonCodes[i] = (byte) reason.code();
  }

  /**
   * The changed batch.
   *
   * @throws IllegalArgumentException if a value is not finite
   */
  public Measurements done() {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw Measurements.notFinite(of.point(i), values[i]);
      }
    }
    return new Measurements(
        of.asset(),
        of.source(),
        of.sourceSequence(),
        of.receivedTimeMicros(),
        of.columns(timeMicros, values, qualityCodes, reasonCodes));
  }
}
