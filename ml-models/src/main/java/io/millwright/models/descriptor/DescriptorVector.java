package io.millwright.models.descriptor;

import java.util.List;

/**
 * The descriptors of one evaluation.
 *
 * @param timeMicros end of the evaluated scan in event time, microseconds since
 *     1970-01-01T00:00:00Z
 * @param names as {@code point/descriptor}; the same list object for each evaluation of one plan
 * @param values one a name; NaN = not yet known. Not to be changed by the receiver
 */
@SuppressWarnings(
    "ArrayRecordComponent") // the hot path hands the array over, it does not compare it
public record DescriptorVector(long timeMicros, List<String> names, double[] values) {}
