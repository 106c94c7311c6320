package io.millwright.contracts.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millwright.contracts.wire.Waveform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedSamplesTest {
  private static Waveform floats(float... samples) {
    Waveform.Builder waveform = Waveform.newBuilder();
    for (float sample : samples) {
      waveform.addSamples(sample);
    }
    return waveform.build();
  }

  private static Waveform numbers(byte... bytes) {
    return Waveform.newBuilder().setInt16Samples(ByteString.copyFrom(bytes)).build();
  }

  private static void assertKept(Waveform waveform) {
    PackedSamples packed = PackedSamples.of(waveform);
    assertThat(new PackedSamples(packed.encoding(), packed.count(), packed.block()).samples())
        .isEqualTo(WaveformSamples.of(waveform));
  }

  @Test
  void keepsEachBit() {
    assertKept(floats(0.25f, -0f, -3e38f, Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY));
    assertKept(numbers((byte) 1, (byte) 0, (byte) 0, (byte) 0x80, (byte) -1, (byte) 0x7F));
    assertKept(
        numbers((byte) 7, (byte) 1, (byte) 0xFF, (byte) 0xFF).toBuilder()
            .setScale(0.001)
            .setOffset(-1)
            .build());
    Random random = new Random(3);
    byte[] noise = new byte[2 * 5_000];
    for (int size = 1; size <= 5_000; size += 833) {
      random.nextBytes(noise);
      float[] samples = new float[size];
      ByteBuffer.wrap(noise)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(samples, 0, Math.min(size, 2_500));
      assertKept(floats(samples));
      assertKept(
          Waveform.newBuilder().setInt16Samples(ByteString.copyFrom(noise, 0, 2 * size)).build());
    }
  }

  @Test
  void isSmallerThanWhatItPacks() {
    float[] hum = new float[10_000];
    byte[] steps = new byte[20_000];
    for (int i = 0; i < hum.length; i++) {
      hum[i] = Math.round(1_000 * Math.sin(i / 25.0)) / 1_000f;
      int step = Math.round(hum[i] * 2_000);
      steps[2 * i] = (byte) step;
      steps[2 * i + 1] = (byte) (step >> 8);
    }

    assertThat(PackedSamples.of(floats(hum)).block()).hasSizeLessThan(4 * hum.length * 7 / 10);
    assertThat(PackedSamples.of(numbers(steps)).block()).hasSizeLessThan(steps.length * 7 / 10);
  }

  @Test
  void refusesSamplesThatCannotBe() {
    assertThatThrownBy(() -> PackedSamples.of(floats())).hasMessageContaining("1 to 524288");
    assertThatThrownBy(() -> PackedSamples.of(numbers((byte) 1)))
        .hasMessageContaining("numbers of 2 bytes");
    assertThatThrownBy(
            () -> PackedSamples.of(numbers((byte) 1, (byte) 2).toBuilder().addSamples(1).build()))
        .hasMessageContaining("1 floats and 2 bytes");
  }

  @Test
  void tellsABlockThatIsNotWhatItSays() {
    PackedSamples packed = PackedSamples.of(floats(1, 2, 3));

    assertThatThrownBy(() -> new PackedSamples("gzip", 3, packed.block()))
        .hasMessageContaining("known are");
    for (int count : new int[] {2, 4}) {
      assertThatThrownBy(
              () -> new PackedSamples(packed.encoding(), count, packed.block()).samples())
          .hasMessageContaining("must hold " + 4 * count + " bytes");
    }
    assertThatThrownBy(() -> new PackedSamples(packed.encoding(), 3, new byte[] {1, 2}).samples())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
