package io.millwright.models.health;

/**
 * How likely a failure mode is.
 *
 * @param value 0 to 1; NaN = nothing is known
 * @param coverage share of what tells it that is known, by weight, 0 to 1
 */
public record Likelihood(String failureMode, double value, double coverage) {}
