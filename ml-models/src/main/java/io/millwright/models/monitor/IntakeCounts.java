package io.millwright.models.monitor;

/**
 * What became of the readings of one asset since its monitor began, as they arrived: a repeated
 * reading counts each time.
 *
 * @param used put into a scan
 * @param unknownPoint of a point that the plan does not have
 * @param notUsable sent as BAD or STALE
 * @param outOfRange outside the physical range of the point
 * @param late its scan was already evaluated
 * @param ahead its event time is too far ahead of its received time, or no time at all
 */
public record IntakeCounts(
    long used, long unknownPoint, long notUsable, long outOfRange, long late, long ahead) {}
