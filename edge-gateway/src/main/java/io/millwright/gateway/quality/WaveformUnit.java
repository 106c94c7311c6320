package io.millwright.gateway.quality;

import io.millwright.contracts.wire.Waveform;
import org.jspecify.annotations.Nullable;

/** Samples in another unit: of scaled integers only the scale changes. */
final class WaveformUnit {
  private WaveformUnit() {}

  /** Null when a sample is too large to convert. */
  static @Nullable Waveform converted(Waveform waveform, Conversion conversion, String unit) {
    Waveform.Builder converted = waveform.toBuilder().setUnit(unit);
    if (waveform.getInt16Samples().isEmpty()) {
      for (int i = 0; i < waveform.getSamplesCount(); i++) {
        float sample = (float) conversion.of(waveform.getSamples(i));
        if (!Float.isFinite(sample)) {
          return null;
        }
        converted.setSamples(i, sample);
      }
      return converted.build();
    }
    double scale = (waveform.hasScale() ? waveform.getScale() : 1) * conversion.scale();
    double offset = conversion.of(waveform.getOffset());
    // No sample may be larger than a float, as when the device states its scale.
    return scale != 0 && Math.abs(scale) * 32_768 + Math.abs(offset) <= Float.MAX_VALUE
        ? converted.setScale(scale).setOffset(offset).build()
        : null;
  }
}
