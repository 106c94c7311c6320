package io.millwright.models.monitor;

/**
 * What maintenance did to the asset.
 *
 * @param timeMicros event time, microseconds since 1970-01-01T00:00:00Z
 * @param failureMode of the work order
 * @param rule the advisory rule that opened it; empty when a person did
 */
public record MaintenanceRecord(
    long timeMicros, String failureMode, String rule, Kind kind, boolean componentReplaced) {

  /** The failure mode of work on sensors and not on the machine. */
  public static final String INSTRUMENT = "instrument";

  /** Whether sensors were mended or exchanged. */
  boolean mendsInstruments() {
    return failureMode.equals(INSTRUMENT) && (componentReplaced || kind == Kind.FAULT_MENDED);
  }

  /** Whether the machine may sound, pull and warm itself otherwise than before. */
  boolean changesSignature() {
    return componentReplaced || kind == Kind.FAULT_MENDED;
  }

  /** How the work order stands. */
  public enum Kind {
    /** Open: further advisories of its failure mode are not raised. */
    OPEN,
    /** Done, with a fault found and mended: the episode ends. */
    FAULT_MENDED,
    /** Closed as no fault found: the rule is shelved for the time that the plan states. */
    NO_FAULT_FOUND,
    /** Cancelled: the episode ends. */
    CANCELLED
  }
}
