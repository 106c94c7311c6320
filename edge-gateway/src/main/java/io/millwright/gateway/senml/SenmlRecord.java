package io.millwright.gateway.senml;

import org.jspecify.annotations.Nullable;

/**
 * A resolved record: no base fields, full name, absolute time.
 *
 * @param unit symbol of the SenML units registry; null = none stated
 * @param value null when the record has only a sum
 * @param sum integral of the value over time, in unit times second; null = none
 * @param time seconds since 1970-01-01T00:00:00Z
 * @param updateTime longest time in seconds until the next reading; null = not stated
 */
public record SenmlRecord(
    String name,
    @Nullable String unit,
    @Nullable SenmlValue value,
    @Nullable Double sum,
    double time,
    @Nullable Double updateTime) {}
