package io.millwright.gateway.waveform;

import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.reading.Rejection;

/** What came of a message that was sent as a waveform. */
public sealed interface WaveformResult {
  record Decoded(Waveform waveform) implements WaveformResult {}

  record Rejected(Rejection rejection) implements WaveformResult {}
}
