package io.millwright.models.instrument;

/** What can be wrong with a sensor, or the way its readings take. */
public enum InstrumentFault {
  /** Its clock is ahead, or so far behind that its readings come too late. */
  CLOCK("check the clock of the device: it must follow a time server"),
  /** Nothing comes, though the other points of the asset are heard. */
  DROPOUT("check power, cable and connection of the sensor"),
  /** All values are what they were, times what a wrong unit or scale would make of them. */
  UNIT_JUMP("check unit and scale in the device, and what was changed there"),
  /** Values that cannot be. */
  OUT_OF_RANGE("check sensor and cable for a break or a short circuit"),
  /** Values at the end of what the sensor can tell. */
  SATURATED("check range and mounting of the sensor; the machine may be beyond it"),
  /** The same value again and again. */
  STUCK("check the sensor: it may be frozen, or its source sends old values"),
  /** Single values far off. */
  SPIKES("check cable, shield and connector for loose contacts and interference"),
  /** Away from its reference, slowly. */
  DRIFT("calibrate the sensor, and compare it with its reference");

  private final String remedy;

  InstrumentFault(String remedy) {
    this.remedy = remedy;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
