package io.millwright.contracts.measurement;

import com.google.protobuf.ByteString;
import io.millwright.contracts.wire.Waveform;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/** The samples of a waveform, however they are written. */
public final class WaveformSamples {
  /** Most bytes of samples in one block. */
  public static final int MAX_BYTES = 1 << 20;

  private WaveformSamples() {}

  /** How many samples the block has. */
  public static int count(Waveform waveform) {
    return waveform.getSamplesCount() + waveform.getInt16Samples().size() / Short.BYTES;
  }

  /** The samples in the waveform's unit. */
  public static float[] of(Waveform waveform) {
    ByteString raw = waveform.getInt16Samples();
    float[] samples = new float[count(waveform)];
    if (raw.isEmpty()) {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = waveform.getSamples(i);
      }
      return samples;
    }
    double scale = waveform.hasScale() ? waveform.getScale() : 1;
    ShortBuffer numbers = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (waveform.getOffset() + scale * numbers.get(i));
    }
    return samples;
  }
}
