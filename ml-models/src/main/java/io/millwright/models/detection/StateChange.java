package io.millwright.models.detection;

/**
 * A measurement point changed its state.
 *
 * @param timeMicros event time, microseconds since 1970-01-01T00:00:00Z
 * @param detector the detector of the plan that decided
 * @param value what was compared, in the unit of the point
 * @param limit what it was compared with, in the same unit
 */
public record StateChange(
    String point,
    long timeMicros,
    State state,
    State previous,
    String detector,
    double value,
    double limit) {}
