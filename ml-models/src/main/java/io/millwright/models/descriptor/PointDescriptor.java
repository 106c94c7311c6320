package io.millwright.models.descriptor;

/**
 * One descriptor of one point.
 *
 * @param point name of the point
 * @param pointIndex its place among the points of the plan
 */
public record PointDescriptor(String point, int pointIndex, Descriptor descriptor) {
  /** {@code point/descriptor}. */
  public String name() {
    return point + "/" + descriptor.name();
  }
}
