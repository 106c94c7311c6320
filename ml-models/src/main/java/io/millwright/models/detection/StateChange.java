package io.millwright.models.detection;

/**
 * A point changed its state, or what a detector of several points watches.
 *
 * @param timeMicros event time, microseconds since 1970-01-01T00:00:00Z
 * @param detector the detector of the plan that decided
 * @param point of a detector that watches several points its own name
 * @param value what was compared, in the unit of the point if {@code explanation} says nothing else
 * @param limit what it was compared with, in the same unit
 * @param explanation what the value stands for, such as a severity zone; may be empty
 */
public record StateChange(
    String point,
    long timeMicros,
    State state,
    State previous,
    String detector,
    double value,
    double limit,
    String explanation) {}
