package io.millwright.gateway.modbus;

/** How the registers of a value are to be read. */
public enum ValueType {
  INT16(1),
  UINT16(1),
  INT32(2),
  UINT32(2),
  /** Above 2^53 in size it is rounded to the nearest double. */
  INT64(4),
  /** Above 2^53 it is rounded to the nearest double. */
  UINT64(4),
  FLOAT32(2),
  FLOAT64(4),
  /** A coil, a discrete input, or one bit of a register; 1 or 0. */
  BIT(1);

  private final int addresses;

  ValueType(int addresses) {
    this.addresses = addresses;
  }

  /** How many addresses a value takes. */
  int addresses() {
    return addresses;
  }
}
