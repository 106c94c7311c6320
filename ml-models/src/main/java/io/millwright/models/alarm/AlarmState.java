package io.millwright.models.alarm;

/** The states of ISA-18.2, with its letters. Latching is the detector's. */
public enum AlarmState {
  /** A: nothing is wrong, or it was acknowledged and has gone. */
  NORMAL,
  /** B */
  ACTIVE_UNACKNOWLEDGED,
  /** C */
  ACTIVE_ACKNOWLEDGED,
  /** D: it has gone before anyone acknowledged it. */
  RETURNED_UNACKNOWLEDGED,
  /** G: held back by a person, for a time, with a reason. */
  SHELVED,
  /** H: held back by the plan: machine off, work order open, maintenance declared, too many. */
  SUPPRESSED_BY_DESIGN,
  /** I: held back by a person, until it is put back. */
  OUT_OF_SERVICE;

  /** Whether a person is kept from it. */
  public boolean heldBack() {
    return compareTo(SHELVED) >= 0;
  }
}
