package io.millwright.gateway.reading;

import io.millwright.contracts.measurement.Measurements;

/** What came of a message. It is used as a whole or not at all. */
public sealed interface DecodeResult {
  /** At least one reading. */
  record Decoded(Measurements measurements) implements DecodeResult {}

  record Rejected(Rejection rejection) implements DecodeResult {}
}
