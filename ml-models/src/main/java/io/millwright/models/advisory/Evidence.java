package io.millwright.models.advisory;

/**
 * A value that was held against a limit.
 *
 * @param subject a point, or "failure probability", "remaining useful life"
 * @param relation how value relates to limit when the condition holds: "above" or "below"
 * @param unit UCUM unit of value and limit; "1" = a share of one
 * @param timeMicros event time, microseconds since 1970-01-01T00:00:00Z
 */
public record Evidence(
    String subject, double value, double limit, String relation, String unit, long timeMicros) {}
