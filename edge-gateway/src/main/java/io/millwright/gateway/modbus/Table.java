package io.millwright.gateway.modbus;

/** The four tables of a Modbus device. */
public enum Table {
  HOLDING(false),
  INPUT(false),
  COIL(true),
  DISCRETE(true);

  private final boolean bits;

  Table(boolean bits) {
    this.bits = bits;
  }

  /** Whether an address holds one bit, and not a register of 16. */
  public boolean bits() {
    return bits;
  }

  /** What one request may ask for, by the protocol. */
  int mostAtOnce() {
    return bits ? 2_000 : 125;
  }
}
