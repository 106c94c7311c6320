package io.millwright.models.dataset;

/**
 * What happened to a machine of the Azure predictive maintenance set.
 *
 * @param timeMicros when, on a full hour; the data have no zone, theirs counts as UTC
 * @param number of the error, 1 to {@link PdmMachine#ERRORS}, or of the component, 1 to {@link
 *     PdmMachine#COMPONENTS}
 */
public record PdmEvent(long timeMicros, Kind kind, int number) {
  /** Kinds of events. */
  public enum Kind {
    /** The machine reported an error and ran on. */
    ERROR,
    /** A component failed. */
    FAILURE,
    /** A component was replaced, as planned or because it had failed. */
    REPLACEMENT
  }
}
