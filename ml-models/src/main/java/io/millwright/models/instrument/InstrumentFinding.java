package io.millwright.models.instrument;

/**
 * A sensor cannot be believed, or can again. Until then its point is a gap, and what depends on it
 * is not known.
 *
 * @param timeMicros event time of the scan in which that was found, microseconds since
 *     1970-01-01T00:00:00Z
 * @param open true = it cannot be believed from now on, false = it can again
 * @param value what it showed, in the unit of its point; NaN = nothing
 * @param explanation what was seen, in a sentence
 */
public record InstrumentFinding(
    String point,
    InstrumentFault fault,
    long timeMicros,
    boolean open,
    double value,
    String explanation) {}
