package io.millwright.models.dataset;

/**
 * One reading of a NAB series.
 *
 * @param timeMicros when; the data have no zone, theirs counts as UTC. In some series the same time
 *     comes twice, or an hour is gone through again
 * @param value finite
 */
public record NabReading(long timeMicros, double value) {}
