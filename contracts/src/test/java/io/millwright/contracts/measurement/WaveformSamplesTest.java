package io.millwright.contracts.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millwright.contracts.wire.Waveform;
import org.junit.jupiter.api.Test;

class WaveformSamplesTest {
  @Test
  void floatsAreAsTheyAre() {
    Waveform waveform = Waveform.newBuilder().addSamples(0.25f).addSamples(-3e38f).build();

    assertThat(WaveformSamples.of(waveform)).containsExactly(0.25f, -3e38f);
    assertThat(WaveformSamples.count(waveform)).isEqualTo(2);
  }

  @Test
  void scaledNumbersAreLittleEndianAndSigned() {
    Waveform waveform =
        Waveform.newBuilder()
            .setInt16Samples(ByteString.copyFrom(new byte[] {1, 0, 0, (byte) 0x80, -1, 0x7F}))
            .setScale(0.5)
            .setOffset(10)
            .build();

    assertThat(WaveformSamples.of(waveform)).containsExactly(10.5f, -16_374f, 16_393.5f);
  }

  @Test
  void withoutAScaleNumbersAreTheValues() {
    Waveform waveform =
        Waveform.newBuilder().setInt16Samples(ByteString.copyFrom(new byte[] {7, 1})).build();

    assertThat(WaveformSamples.of(waveform)).containsExactly(263f);
  }
}
