package io.millwright.models.waveform;

import io.millwright.models.spectrum.Bearing;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is made of the waveforms of one sensor.
 *
 * @param point that the waveforms come for; no point of scans
 * @param unit UCUM of the samples; blocks in others are refused
 * @param speedPoint place of the point with the shaft's speed in turns per minute; -1 = {@code rpm}
 * @param rpm turns per minute when no point tells; NaN = not known
 * @param bearing on the shaft; null = none is looked at
 * @param teeth of the gear wheel on the shaft; 0 = there is none
 * @param made what is made, each a point
 */
public record WaveformPlan(
    String point,
    String unit,
    int speedPoint,
    double rpm,
    @Nullable Bearing bearing,
    int teeth,
    List<Made> made) {
  public WaveformPlan {
    made = List.copyOf(made);
  }

  /** The same where the points stand at other places. */
  WaveformPlan with(IntUnaryOperator placeOf) {
    return new WaveformPlan(
        point,
        unit,
        speedPoint < 0 ? speedPoint : placeOf.applyAsInt(speedPoint),
        rpm,
        bearing,
        teeth,
        made.stream()
            .map(it -> new Made(placeOf.applyAsInt(it.place()), it.measure(), it.low(), it.high()))
            .toList());
  }

  /**
   * @param place among the points of the plan
   * @param low lowest value; a lower one is a gap
   * @param high highest value
   */
  public record Made(int place, WaveformMeasure measure, double low, double high) {}
}
