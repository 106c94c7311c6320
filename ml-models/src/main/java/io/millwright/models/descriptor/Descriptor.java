package io.millwright.models.descriptor;

/**
 * One quantity derived from the values of one point. Stateless itself, so that one object serves
 * all points and assets: what it must remember between scans is kept for it.
 */
public interface Descriptor {
  /** The name in plans and in {@code point/descriptor}. */
  String name();

  /** How many scans it looks back, the evaluated one included; 1 or more. */
  int window();

  /** What is kept up with each scan for it. */
  default RollingWindow.Need need() {
    return RollingWindow.Need.NOTHING;
  }

  /** How many numbers it remembers between scans. They begin as NaN. */
  default int memory() {
    return 0;
  }

  /**
   * Its value after a scan.
   *
   * @param memory of this descriptor and point: {@link #memory()} numbers from {@code offset}
   * @return NaN = not yet known
   */
  double evaluate(RollingWindow window, double[] memory, int offset);
}
