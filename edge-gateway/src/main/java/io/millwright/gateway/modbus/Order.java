package io.millwright.gateway.modbus;

/** Which part comes first. Modbus itself is BIG in the bytes of a register. */
public enum Order {
  /** The most significant part first. */
  BIG,
  /** The least significant part first. */
  LITTLE
}
