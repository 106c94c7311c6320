package io.millwright.models.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearingDiagnosisTest {
  private static final BearingLimits LIMITS = BearingLimits.OF_300_TURNS;

  private static BearingSignal machine(long seed) {
    return new BearingSignal(seed, 10).noise(0.3).sine(BearingSignal.SHAFT_HZ, 0.5);
  }

  private static BearingDiagnosis diagnosis(BearingSignal signal) {
    return BearingDiagnosis.of(signal.block(), BearingSignal.BEARING, BearingSignal.SHAFT_HZ);
  }

  private static LineFamily envelope(BearingDiagnosis diagnosis, BearingPart part) {
    LineFamily lines = diagnosis.envelope().get(part);
    assertThat(lines).isNotNull();
    return lines;
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0.008", "3, -0.015"})
  void aPitOfTheOuterRaceIsFoundAtItsSlip(long seed, double slip) {
    BearingDiagnosis diagnosis = diagnosis(machine(seed).outerRace(slip));

    assertThat(diagnosis.suspect(LIMITS)).contains(BearingPart.OUTER_RACE);
    assertThat(envelope(diagnosis, BearingPart.OUTER_RACE).foundHz())
        .isCloseTo(107.36 * (1 + slip), Percentage.withPercentage(0.2));
  }

  @ParameterizedTest
  @CsvSource({"4, 0", "5, 0.01", "6, -0.006"})
  void aPitOfTheInnerRaceIsFound(long seed, double slip) {
    BearingDiagnosis diagnosis = diagnosis(machine(seed).innerRace(slip));

    assertThat(diagnosis.suspect(LIMITS)).contains(BearingPart.INNER_RACE);
    assertThat(envelope(diagnosis, BearingPart.INNER_RACE).heights()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"7, 0", "8, 0.01", "9, -0.01"})
  void aPitOfABallIsFound(long seed, double slip) {
    assertThat(diagnosis(machine(seed).ball(slip)).suspect(LIMITS)).contains(BearingPart.BALL);
  }

  @ParameterizedTest
  @CsvSource({"10", "11", "12"})
  void imbalanceIsNoDamageOfABearing(long seed) {
    double shaft = BearingSignal.SHAFT_HZ;
    BearingSignal unbalanced = machine(seed).sine(shaft, 20).sine(2 * shaft, 5).sine(5 * shaft, 3);

    assertThat(diagnosis(unbalanced).suspect(LIMITS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"13, 10", "14, 10", "15, 2", "16, 2", "17, 30"})
  void noiseSaysNothing(long seed, double seconds) {
    BearingDiagnosis diagnosis = diagnosis(new BearingSignal(seed, seconds).noise(1));

    assertThat(diagnosis.suspect(LIMITS)).isEmpty();
    for (BearingPart part : BearingPart.values()) {
      assertThat(diagnosis.indicator(part, LIMITS)).isLessThan(1);
    }
  }

  @Test
  void linesOfTheSamplesTellAPitThatStrikesAsEvenlyAsAShaft() {
    BearingSignal even = machine(18);
    for (int harmonic = 1; harmonic <= 8; harmonic++) {
      even.sine(harmonic * 107.9, 0.2);
    }

    BearingDiagnosis diagnosis = diagnosis(even);

    assertThat(envelope(diagnosis, BearingPart.OUTER_RACE).height()).isLessThan(LIMITS.line());
    assertThat(diagnosis.suspect(LIMITS)).contains(BearingPart.OUTER_RACE);
  }

  @Test
  void theUnitAndTheLevelOfTheSensorDoNotMatter() {
    Block block = machine(19).innerRace(0).block();
    double[] louder = new double[block.samples().length];
    for (int i = 0; i < louder.length; i++) {
      louder[i] = 7 + 1_024 * block.samples()[i];
    }

    BearingDiagnosis original =
        BearingDiagnosis.of(block, BearingSignal.BEARING, BearingSignal.SHAFT_HZ);
    BearingDiagnosis scaled =
        BearingDiagnosis.of(
            new Block(louder, block.rateHz()), BearingSignal.BEARING, BearingSignal.SHAFT_HZ);

    for (BearingPart part : BearingPart.values()) {
      assertThat(envelope(scaled, part).height())
          .isCloseTo(envelope(original, part).height(), Percentage.withPercentage(0.1));
    }
  }

  @Test
  void onlyTheSuspectedPartIsBeyondALimitOfOne() {
    BearingDiagnosis diagnosis = diagnosis(machine(20).innerRace(0));

    assertThat(diagnosis.indicator(BearingPart.INNER_RACE, LIMITS)).isGreaterThan(1);
    assertThat(diagnosis.indicator(BearingPart.OUTER_RACE, LIMITS)).isLessThanOrEqualTo(1);
    assertThat(diagnosis.indicator(BearingPart.BALL, LIMITS)).isLessThanOrEqualTo(1);
    assertThat(diagnosis.indicator(BearingPart.CAGE, LIMITS)).isLessThanOrEqualTo(1);
  }

  @Test
  void aBlockThatCannotTellTheLinesIsRefused() {
    Block brief = new BearingSignal(21, 0.5).noise(1).block();
    Block coarse = new Block(new BearingSignal(22, 2).noise(1).block().samples(), 2_000);

    assertThatThrownBy(() -> BearingDiagnosis.of(brief, BearingSignal.BEARING, 29.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("less than 20 turns");
    assertThatThrownBy(() -> BearingDiagnosis.of(coarse, BearingSignal.BEARING, 29.95))
        .hasMessageContaining("80 samples a turn");
    assertThatThrownBy(() -> LineSpectrum.ofSamples(brief, 0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new BearingLimits(5, 1, 17)).hasMessageContaining("above 1");
    assertThatThrownBy(() -> new BearingDiagnosis(30, Map.of(), Map.of()))
        .hasMessageContaining("are not all");
  }

  @ParameterizedTest
  @CsvSource({"16", "17", "30", "101", "360"})
  void aTransformOfAnyLengthIsTheSumThatDefinesIt(int count) {
    double[] samples = new double[count];
    for (int i = 0; i < count; i++) {
      samples[i] = Math.sin(i * i * 0.37) + 0.1 * i;
    }

    ChirpTransform transform = ChirpTransform.of(samples);

    assertThat(transform.length()).isEqualTo(count);
    for (int bin = 0; bin < count; bin++) {
      double real = 0;
      double imaginary = 0;
      for (int i = 0; i < count; i++) {
        real += samples[i] * Math.cos(2 * Math.PI * bin * i / count);
        imaginary -= samples[i] * Math.sin(2 * Math.PI * bin * i / count);
      }
      assertThat(transform.real(bin)).isCloseTo(real, within(1e-8));
      assertThat(transform.imaginary(bin)).isCloseTo(imaginary, within(1e-8));
    }
  }

  @Test
  void linesBeyondTheSpectrumDoNotCount() {
    LineSpectrum spectrum =
        LineSpectrum.ofSamples(machine(23).sine(4_000, 1).block(), BearingSignal.SHAFT_HZ);

    assertThat(spectrum.family(4_000, 3, 0).heights()).hasSize(1);
    assertThat(spectrum.family(4_000, 1, 0).height()).isGreaterThan(50);
    assertThat(spectrum.family(7_000, 3, 0).height()).isZero();
    assertThat(spectrum.family(7_000, 3, 0).heights()).isEmpty();
    assertThat(spectrum.resolutionHz()).isCloseTo(0.1, within(1e-9));
    assertThat(spectrum.highestHz()).isCloseTo(6_000, within(1e-6));
    assertThatThrownBy(() -> spectrum.family(-1, 3, 0)).hasMessageContaining("above 0");
  }
}
