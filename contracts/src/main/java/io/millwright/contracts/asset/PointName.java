package io.millwright.contracts.asset;

/**
 * The name of a measurement point, unique within its asset. 1 to 128 characters of {@code A-Z a-z
 * 0-9 . _ : -}.
 */
public record PointName(String value) implements Comparable<PointName> {
  public PointName {
    check(value);
  }

  /**
   * The check alone, for the path of a reading, which makes no object of a name it has seen before.
   */
  public static void check(String value) {
    Tags.check("measurement point", value);
  }

  @Override
  public int compareTo(PointName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
