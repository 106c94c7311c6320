package io.millwright.models.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SpectrumTest {
  private static final double G = 9.80665;

  private static Block block(int samples, double rateHz, DoubleUnaryOperator atSecond) {
    double[] values = new double[samples];
    for (int i = 0; i < samples; i++) {
      values[i] = atSecond.applyAsDouble(i / rateHz);
    }
    return new Block(values, rateHz);
  }

  private static double sine(double hz, double second) {
    return Math.sin(2 * Math.PI * hz * second);
  }

  @ParameterizedTest
  @EnumSource(Taper.class)
  void aSineOnABinHasItsAmplitudeAndItsRms(Taper taper) {
    Spectrum spectrum = Spectrum.of(block(4_096, 4_096, t -> 7 + 3 * sine(100, t)), taper);

    assertThat(spectrum.resolutionHz()).isEqualTo(1);
    assertThat(spectrum.amplitude(spectrum.bin(100))).isCloseTo(3, within(1e-6));
    assertThat(spectrum.rms(80, 120)).isCloseTo(3 / Math.sqrt(2), within(1e-6));
    assertThat(spectrum.rms(200, 2_000)).isCloseTo(0, within(1e-6));
    assertThat(spectrum.amplitude(0)).as("its mean is left out").isCloseTo(0, within(1e-6));
  }

  @Test
  void aFlatTopTellsTheAmplitudeOfALineBetweenTwoBins() {
    Block between = block(4_096, 4_096, t -> 3 * sine(100.5, t));

    assertThat(Spectrum.of(between, Taper.FLAT_TOP).line(100.5, 0.01))
        .isCloseTo(3, Percentage.withPercentage(0.2));
    assertThat(Spectrum.of(between, Taper.HANN).line(100.5, 0.01)).isLessThan(2.6);
  }

  @Test
  void tapersHaveTheGainAndTheNoiseBandwidthOfTheirForm() {
    assertThat(Taper.HANN.coherentGain()).isEqualTo(0.5);
    assertThat(Taper.HANN.noiseBandwidthBins()).isEqualTo(1.5);
    assertThat(Taper.RECTANGULAR.noiseBandwidthBins()).isEqualTo(1);
    assertThat(Taper.FLAT_TOP.noiseBandwidthBins()).isCloseTo(3.77, within(0.01));
  }

  @Test
  void averagingTellsTheLevelOfNoiseAndReducesItsScatter() {
    Random random = new Random(5);
    Block noise = block(1 << 16, 10_000, t -> random.nextGaussian());

    Spectrum averaged = Spectrum.welch(noise, 1_024, Taper.HANN);

    assertThat(averaged.rms(0, 5_000)).isCloseTo(1, within(0.02));
    assertThat(averaged.rms(0, 2_500)).isCloseTo(Math.sqrt(0.5), within(0.02));
    double floor = averaged.floor(2_500, 100);
    for (int bin = 10; bin < 500; bin++) {
      assertThat(averaged.amplitude(bin)).isBetween(floor * 0.6, floor * 1.5);
    }
  }

  @ParameterizedTest
  @CsvSource({"16384, 10000", "10000, 10000", "25600, 12800", "150000, 48000"})
  void oneGAt100HertzIs15Point61MillimetresPerSecond(int samples, double rateHz) {
    Block oneG = block(samples, rateHz, t -> 3 + G * Math.sqrt(2) * sine(100, t));

    assertThat(Integration.velocityRms(oneG, 10, 1_000))
        .isCloseTo(15.61, Percentage.withPercentage(0.2));
    assertThat(Integration.velocityRms(oneG, 200, 1_000)).isLessThan(0.2);
  }

  @Test
  void velocitiesOfABandAddUpByTheirSquares() {
    // 4.5 mm/s RMS at 25 Hz is 0.707 m/s2 RMS; and so much at 80 Hz, and what is below the band.
    Block mixed =
        block(
            1 << 15,
            8_192,
            t -> Math.sqrt(2) * (0.7069 * sine(25, t) + 2.2619 * sine(80, t)) + 5 * sine(1.25, t));

    assertThat(Integration.velocityRms(mixed, 10, 1_000))
        .isCloseTo(4.5 * Math.sqrt(2), Percentage.withPercentage(1));
    assertThat(Integration.velocityRms(mixed, 10, 50)).isCloseTo(4.5, Percentage.withPercentage(1));
  }

  @Test
  void aBandThatTheBlockCannotTellIsRefused() {
    Block slow = block(1_000, 1_000, t -> sine(50, t));

    assertThatThrownBy(() -> Integration.velocityRms(slow, 10, 1_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot tell 10.0 to 1000.0 Hz");
    assertThatThrownBy(() -> Integration.velocityRms(slow, 0.5, 400))
        .hasMessageContaining("shorter than a period of 0.5 Hz");
    assertThatThrownBy(() -> Envelope.of(slow, 100, 600)).hasMessageContaining("100.0 to 600.0");
    assertThatThrownBy(() -> Spectrum.welch(slow, 1_000, Taper.HANN))
        .hasMessageContaining("power of two");
    assertThatThrownBy(() -> new Block(new double[] {1, 2}, 10)).hasMessageContaining("2 samples");
  }

  @Test
  void theBearingOfTheCwruRigHasItsPublishedMultiples() {
    Bearing bearing = Bearing.ofGeometry(9, 7.94, 39.04, 0);

    assertThat(bearing.innerRace()).isCloseTo(5.4152, within(5e-4));
    assertThat(bearing.outerRace()).isCloseTo(3.5848, within(5e-4));
    assertThat(bearing.ball()).isCloseTo(4.7135, within(5e-4));
    assertThat(bearing.cage()).isCloseTo(0.39828, within(5e-5));
    assertThat(bearing.outerRace() + bearing.innerRace()).isCloseTo(9, within(1e-12));
    assertThat(bearing.outerRace() * 1_797 / 60).isCloseTo(107.36, within(0.01));
  }

  @Test
  void thePitOfARaceStandsOutOfTheEnvelopeAndNotOutOfTheSpectrum() {
    Bearing bearing = Bearing.ofGeometry(9, 7.94, 39.04, 0);
    double shaft = 1_797 / 60.0;
    double passes = bearing.outerRace() * shaft;
    Random random = new Random(3);
    // Each pass rings a resonance of 3 kHz, in noise that is louder, beside the shaft's own line.
    Block pitted =
        block(
            1 << 16,
            12_000,
            t -> {
              double sincePass = t % (1 / passes);
              return Math.exp(-sincePass * 800) * sine(3_000, sincePass)
                  + 0.3 * random.nextGaussian()
                  + sine(shaft, t);
            });

    Spectrum envelope = Spectrum.of(Envelope.of(pitted, 2_000, 4_000), Taper.HANN);

    double slip = LineEnergy.SLIP;
    assertThat(LineEnergy.overFloor(envelope, passes, 3, slip)).isGreaterThan(20);
    // The first line only: three passes of the outer race take nearly as long as two of the inner.
    assertThat(LineEnergy.overFloor(envelope, bearing.innerRace() * shaft, 1, slip)).isLessThan(6);
    Spectrum plain = Spectrum.of(pitted, Taper.HANN);
    assertThat(LineEnergy.overFloor(plain, passes, 3, slip))
        .isLessThan(LineEnergy.overFloor(envelope, passes, 3, slip) / 3);
    assertThat(LineEnergy.overFloor(envelope, 50_000, 3, slip)).isZero();
  }
}
