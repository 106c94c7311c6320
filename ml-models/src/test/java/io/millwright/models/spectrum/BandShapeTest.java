package io.millwright.models.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BandShapeTest {
  private static BearingSignal noise(long seed) {
    return new BearingSignal(seed, 2).noise(0.2);
  }

  private static BandShape shape(Block block) {
    return BandShape.of(block, 100, 4_800, 200);
  }

  private static Block louder(Block block, double factor) {
    double[] samples = block.samples().clone();
    for (int i = 0; i < samples.length; i++) {
      samples[i] *= factor;
    }
    return new Block(samples, block.rateHz());
  }

  @Test
  void theLevelDoesNotMatter() {
    Block block = noise(1).sine(1_000, 1).block();

    assertThat(shape(block).decibelsFrom(shape(louder(block, 31)))).isCloseTo(0, within(1e-9));
  }

  @Test
  void whatRingsElsewhereIsUnlike() {
    BandShape low = shape(noise(1).sine(1_050, 1).block());
    BandShape lowToo = shape(noise(2).sine(1_070, 1.3).block());
    BandShape high = shape(noise(3).sine(4_050, 1).block());

    assertThat(low.decibelsFrom(lowToo)).isLessThan(1);
    assertThat(low.decibelsFrom(high)).isGreaterThan(4);
    assertThat(high.decibelsFrom(low)).isEqualTo(low.decibelsFrom(high));
  }

  @Test
  void aLineInOneOfTwoBandsIsFoundByHand() {
    // Two bands that overlap by a half. The sine is in the second only: 0 dB of noise there, and
    // its own 0.5 g^2 over 0.04 g^2 * 400 Hz / 6000 Hz of noise above it.
    double above = 10 * Math.log10(1 + 0.5 / (0.04 * 400 / 6_000));

    double decibels =
        BandShape.of(noise(1).block(), 100, 700, 400)
            .decibelsFrom(BandShape.of(noise(2).sine(600, 1).block(), 100, 700, 400));

    // Less the mean, one band is half of it below and the other half of it above.
    assertThat(decibels).isCloseTo(above / 2, within(0.3));
  }

  @Test
  void shapesThatCannotBeAreRefused() {
    Block block = noise(1).block();

    assertThatThrownBy(() -> BandShape.of(block, 100, 6_100, 200))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 100.0 to 6100.0 Hz");
    assertThatThrownBy(() -> BandShape.of(block, 100, 4_800, 20)).hasMessageContaining("two bands");
    assertThatThrownBy(() -> BandShape.of(block, 100, 220, 100)).hasMessageContaining("two bands");
    assertThatThrownBy(() -> shape(block).decibelsFrom(BandShape.of(block, 100, 2_000, 200)))
        .hasMessageContaining("shapes of 46 and of 18 bands");
  }
}
