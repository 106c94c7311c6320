package io.millwright.models.instrument;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * How the sensor of one measured point is watched. All numbers of scans are 1 or more.
 *
 * @param place of the point among the points of the plan
 * @param point its name
 * @param reference place of a point that should show the same, but for a constant; -1 = there is
 *     none, and drift is not looked for
 * @param spanLow lower end of what the sensor can tell; NaN = not known
 * @param spanHigh upper end; NaN = not known
 * @param learnScans its usual scatter is learned from so many scans
 * @param jumpDeviations a value so many deviations from where the point was is held back
 * @param holdScans for at most so many scans, then it is believed
 * @param spikes so many held values that did not last, among {@link #MEMORY} scans, are a fault
 * @param stuckScans so many equal values in a row are a fault, if that never was so
 * @param saturatedScans so many values at an end of the span in a row are a fault
 * @param outOfRangeScans so many scans in a row with nothing but impossible values are a fault
 * @param dropoutScans so many silent scans in a row are a fault, if that never was so
 * @param clockScans so many scans with nothing but wrong times, of {@link #MEMORY}, are a fault
 * @param driftDeviations limit of the cumulative sum of its distances from the reference
 * @param clearScans a fault ends after so many scans without a sign of it
 * @param mistakes what a wrong unit would make of a value
 */
public record InstrumentCheck(
    int place,
    String point,
    int reference,
    double spanLow,
    double spanHigh,
    int learnScans,
    double jumpDeviations,
    int holdScans,
    int spikes,
    int stuckScans,
    int saturatedScans,
    int outOfRangeScans,
    int dropoutScans,
    int clockScans,
    double driftDeviations,
    int clearScans,
    List<UnitMistake> mistakes) {

  /** How far back signs that come and go are counted, in scans. */
  public static final int MEMORY = 64;

  /** Values that are held back are remembered. */
  public static final int LONGEST_HOLD = 8;

  public InstrumentCheck {
    mistakes = List.copyOf(mistakes);
    if (holdScans < 2 || holdScans > LONGEST_HOLD) {
      throw new IllegalArgumentException(
          "values are held back for 2 to " + LONGEST_HOLD + " scans, not " + holdScans);
    }
  }

  /** The same where the points stand at other places. */
  public InstrumentCheck with(IntUnaryOperator placeOf) {
    return new InstrumentCheck(
        placeOf.applyAsInt(place),
        point,
        hasReference() ? placeOf.applyAsInt(reference) : reference,
        spanLow,
        spanHigh,
        learnScans,
        jumpDeviations,
        holdScans,
        spikes,
        stuckScans,
        saturatedScans,
        outOfRangeScans,
        dropoutScans,
        clockScans,
        driftDeviations,
        clearScans,
        mistakes);
  }

  boolean hasReference() {
    return reference >= 0;
  }

  /** Whether a value is at an end of the span. */
  boolean saturated(double value) {
    double margin = 1e-3 * (spanHigh - spanLow);
    return value >= spanHigh - margin || value <= spanLow + margin;
  }
}
