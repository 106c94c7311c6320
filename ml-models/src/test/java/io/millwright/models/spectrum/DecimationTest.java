package io.millwright.models.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimationTest {
  private static double amplitudeAfter(double hz, int factor) {
    double[] samples = new double[48_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 2 + Math.sqrt(2) * Math.sin(2 * Math.PI * hz * i / 48_000);
    }
    Block decimated = Decimation.by(new Block(samples, 48_000), factor);
    double squares = 0;
    for (double sample : decimated.samples()) {
      squares += (sample - 2) * (sample - 2);
    }
    assertThat(decimated.rateHz()).isEqualTo(48_000.0 / factor);
    return Math.sqrt(squares / decimated.samples().length);
  }

  @ParameterizedTest
  @CsvSource({"30, 4", "1000, 4", "4800, 4", "1500, 8"})
  void keepsWhatTheFewerSamplesCanTell(double hz, int factor) {
    assertThat(amplitudeAfter(hz, factor)).isCloseTo(1, within(5e-3));
  }

  @ParameterizedTest
  @CsvSource({"6000, 4", "7200, 4", "13000, 4", "23000, 4", "3000, 8"})
  void keepsOutWhatWouldComeBackAsALowerFrequency(double hz, int factor) {
    assertThat(amplitudeAfter(hz, factor)).isLessThan(1e-4);
  }

  @Test
  void refusesWhatItCannotDecimate() {
    Block brief = new Block(new double[100], 48_000);

    assertThatThrownBy(() -> Decimation.by(brief, 4)).hasMessageContaining("too short");
    assertThatThrownBy(() -> Decimation.by(brief, 1)).hasMessageContaining("from 2 to 100");
  }
}
