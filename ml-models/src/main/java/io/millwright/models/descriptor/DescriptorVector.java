package io.millwright.models.descriptor;

import java.util.Arrays;
import java.util.List;

/**
 * The descriptors of one evaluation.
 *
 * @param timeMicros end of the evaluated scan in event time, microseconds since
 *     1970-01-01T00:00:00Z
 * @param names as {@code point/descriptor}; the same list object for each evaluation of one plan
 * @param values one a name; NaN = not yet known. Not to be changed by the receiver
 * @param uncertain one a name: whether it rests on a reading of uncertain quality. Those of worse
 *     quality are not used: they are gaps
 * @param goodShare one a name: how many of the scans that it looks back on have a reading of good
 *     quality, 0 to 1
 */
@SuppressWarnings(
    "ArrayRecordComponent") // the hot path hands the array over, it does not compare it
public record DescriptorVector(
    long timeMicros, List<String> names, double[] values, boolean[] uncertain, float[] goodShare) {

  /** Of good readings only. */
  public static DescriptorVector good(long timeMicros, List<String> names, double[] values) {
    float[] shares = new float[values.length];
    Arrays.fill(shares, 1);
    return new DescriptorVector(timeMicros, names, values, new boolean[values.length], shares);
  }
}
