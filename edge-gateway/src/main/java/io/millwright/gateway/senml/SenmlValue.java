package io.millwright.gateway.senml;

/** The value of a SenML record. */
public sealed interface SenmlValue {
  /** Label {@code v}, with the base value added; finite. */
  record Numeric(double value) implements SenmlValue {}

  /** Label {@code vs}. */
  record Text(String value) implements SenmlValue {}

  /** Label {@code vb}. */
  record Truth(boolean value) implements SenmlValue {}

  /** Label {@code vd}. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Data(byte[] value) implements SenmlValue {}
}
