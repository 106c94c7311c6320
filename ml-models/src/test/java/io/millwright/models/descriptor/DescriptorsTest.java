package io.millwright.models.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
  private static final double GAP = Double.NaN;

  /** One of each that looks back. */
  private static final List<String> EVERY =
      List.of(
          "last",
          "age",
          "drift20",
          "mean5",
          "deviation4",
          "rms6",
          "slope7",
          "theilsen7",
          "min5",
          "max5",
          "range5",
          "peak5",
          "crest5",
          "median6",
          "mad7",
          "quantile7(0.9)",
          "above6(10)",
          "below6(-10)",
          "pearsonkurtosis8",
          "excesskurtosis8",
          "skewness8",
          "rate3",
          "count5");

  /** The descriptor's value after the last of the values. */
  private static double last(String name, double... values) {
    DescriptorBank bank = bank(name);
    double result = GAP;
    for (double value : values) {
      result = next(bank, value);
    }
    return result;
  }

  private static double next(DescriptorBank bank, double value) {
    return next(bank, value, false).values()[0];
  }

  private static DescriptorVector next(DescriptorBank bank, double value, boolean uncertain) {
    return bank.evaluate(0, new double[] {value}, new boolean[] {uncertain});
  }

  private static DescriptorBank bank(String name) {
    Descriptor descriptor = Objects.requireNonNull(Descriptors.find(name), name);
    PointDescriptor entry = new PointDescriptor("p", 0, descriptor);
    return new DescriptorBank(List.of(entry), List.of(entry.name()), 3);
  }

  @Test
  void computeWhatTheirNamesSay() {
    assertThat(last("last", 1, 2, 7)).isEqualTo(7);
    assertThat(last("mean3", 100, 1, 2, 6)).isEqualTo(3);
    assertThat(last("deviation4", 100, 2, 4, 4, 6)).isCloseTo(1.632993, within(1e-6));
    assertThat(last("slope5", 100, 1, 3, 5, 7, 9)).isCloseTo(2, within(1e-12));
    assertThat(last("ewma50", 4, 8, 0)).isEqualTo(3);
    assertThat(last("drift50", 4, 8, 0, 8)).isEqualTo(5.5 - 4);
    assertThat(last("age", 1, GAP, 1)).isEqualTo(2);
    assertThat(last("rms4", 100, 1, -1, 7, -7)).isEqualTo(5);
    assertThat(last("min3", -100, 4, 2, 6)).isEqualTo(2);
    assertThat(last("max3", 100, 4, 2, 6)).isEqualTo(6);
    assertThat(last("range3", 100, 4, 2, 6)).isEqualTo(4);
    assertThat(last("peak3", 100, 4, -9, 6)).isEqualTo(9);
    assertThat(last("median4", 100, 8, 2, 6, 4)).isEqualTo(5);
    assertThat(last("mad5", 100, 1, 2, 3, 4, 50)).isEqualTo(1);
    assertThat(last("quantile5(0.75)", 100, 50, 10, 40, 20, 30)).isEqualTo(40);
    assertThat(last("quantile2(0.25)", 100, 10, 20)).isEqualTo(12.5);
    assertThat(last("above5(4.5)", 100, 4.5, 4.6, 1, 9, 4)).isEqualTo(2);
    assertThat(last("below5(-1)", -100, -1, -1.1, 1, -9, 4)).isEqualTo(2);
    assertThat(last("rate2", 1, 5, 4, 11)).isEqualTo(3);
    assertThat(last("count4", 1, 5, GAP, 4, 11)).isEqualTo(3);
    // Three values in ten may be wrong, and the median of the slopes is still that of the others.
    assertThat(last("theilsen7", 0, 2, 999, 6, -999, 10, 12)).isEqualTo(2);
    assertThat(last("skewness4", 1, 1, 1, 5)).isCloseTo(1.1547, within(1e-4));
  }

  @Test
  void knowTheShapeOfASineAndOfNoise() {
    double[] sine = new double[200];
    double[] noise = new double[1_000];
    Random random = new Random(7);
    for (int i = 0; i < sine.length; i++) {
      sine[i] = 3 * Math.sin(2 * Math.PI * i / 50);
    }
    for (int i = 0; i < noise.length; i++) {
      noise[i] = 40 + random.nextGaussian();
    }
    assertThat(last("crest200", sine)).isCloseTo(1.414, within(0.005));
    assertThat(last("pearsonkurtosis200", sine)).isCloseTo(1.5, within(1e-9));
    assertThat(last("excesskurtosis200", sine)).isCloseTo(-1.5, within(1e-9));
    assertThat(last("pearsonkurtosis1000", noise)).isCloseTo(3, within(0.3));
    assertThat(last("skewness1000", noise)).isCloseTo(0, within(0.2));
  }

  @Test
  void leaveGapsOut() {
    assertThat(last("last", 1, GAP)).isNaN();
    assertThat(last("mean3", 1, 2, GAP, 6)).isEqualTo(4);
    assertThat(last("mean2", 1, GAP, GAP)).isNaN();
    assertThat(last("slope7", 1, 3, GAP, 7, 9, GAP, 13)).isCloseTo(2, within(1e-12));
    assertThat(last("ewma50", 4, GAP, 8)).isEqualTo(6);
  }

  @Test
  void areNotKnownFromTooFewValues() {
    assertThat(last("deviation5", 1, 2)).isNaN();
    assertThat(last("slope9", 1, 2, 3, 4)).isNaN();
    assertThat(last("drift50", 1, 2)).isNaN();
    assertThat(last("mean60", 5)).isEqualTo(5);
    assertThat(last("theilsen9", 1, 2, 3, 4)).isNaN();
    assertThat(last("rate3", 1, 2, 3)).isNaN();
    assertThat(last("median5", GAP, GAP)).isNaN();
    assertThat(last("count5", GAP, GAP)).isZero();
    assertThat(last("crest3", 0, 0, 0)).isNaN();
    assertThat(last("pearsonkurtosis5", 2, 2, 2, 2, 2)).isNaN();
  }

  @Test
  void keepTheirPrecisionFarFromZero() {
    assertThat(last("deviation3", 1e9 + 1, 1e9 + 2, 1e9 + 3)).isCloseTo(1, within(1e-6));
    assertThat(last("slope5", 1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4)).isCloseTo(1, within(1e-6));
  }

  @Test
  void inheritTheWorstQualityAndSayHowMuchOfTheirWindowIsGood() {
    DescriptorBank bank = bank("mean4");
    assertThat(next(bank, 1, false).goodShare()).containsExactly(0.25f);
    assertThat(next(bank, 2, true).uncertain()).containsExactly(true);
    next(bank, GAP, false);
    DescriptorVector full = next(bank, 4, false);
    assertThat(full.goodShare()).containsExactly(0.5f);
    assertThat(full.uncertain()).containsExactly(true);
    next(bank, 5, false);
    DescriptorVector past = next(bank, 6, false);
    assertThat(past.uncertain()).containsExactly(false);
    assertThat(past.goodShare()).containsExactly(0.75f);
    bank.skip(3);
    assertThat(next(bank, 7, false).goodShare()).containsExactly(0.25f);
  }

  @Test
  void areFoundByNameOnly() {
    for (String none :
        List.of(
            "",
            "mean",
            "mean0",
            "mean1",
            "mean1001",
            "last5",
            "ewma101",
            "Mean5",
            "mean5 ",
            "theilsen101",
            "quantile30",
            "quantile30(1.1)",
            "quantile30()",
            "above60",
            "mean15(3)")) {
      assertThat(Descriptors.find(none)).as(none).isNull();
    }
    for (String one :
        List.of(
            "last",
            "mean2",
            "mean1000",
            "deviation30",
            "slope60",
            "ewma100",
            "quantile30(0.95)",
            "above1000(-4.5)",
            "theilsen100",
            "rate1000")) {
      assertThat(Objects.requireNonNull(Descriptors.find(one)).name()).isEqualTo(one);
    }
  }

  @Property(tries = 200)
  void skippingScansIsTheSameAsEvaluatingSilentOnes(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = -1e3, max = 1e3) Double> values,
      @ForAll @IntRange(min = 0, max = 12) int gap,
      @ForAll @IntRange(min = 0, max = 39) int place) {
    for (String name : EVERY) {
      DescriptorBank skipping = bank(name);
      DescriptorBank silent = bank(name);
      List<Double> one = new ArrayList<>();
      List<Double> other = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        if (i == place % values.size() && i > 0) {
          skipping.skip(gap);
          for (int j = 0; j < gap; j++) {
            next(silent, GAP);
          }
        }
        one.add(next(skipping, values.get(i)));
        other.add(next(silent, values.get(i)));
      }
      assertThat(one).as(name).isEqualTo(other);
    }
  }

  /** What windows carry on from scan to scan is what their values say, summed and sorted anew. */
  @Property(tries = 100)
  void stayWhatTheirValuesSayHoweverLongTheyRun(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int length) {
    Random random = new Random(seed);
    List<String> names =
        List.of(
            "mean" + length,
            "rms" + length,
            "median" + length,
            "mad" + (length + 1),
            "count" + length,
            "deviation" + (length + 3),
            "slope" + (length + 5),
            "max" + length,
            "above" + length + "(100)");
    List<DescriptorBank> banks = names.stream().map(DescriptorsTest::bank).toList();
    List<Double> values = new ArrayList<>();
    double level = 0;
    for (int i = 0; i < 200; i++) {
      // Walks, jumps and spikes of another size, and gaps.
      level += random.nextGaussian() + (random.nextInt(50) == 0 ? 1e6 * random.nextGaussian() : 0);
      double value =
          random.nextInt(10) == 0
              ? GAP
              : random.nextInt(30) == 0 ? 1e11 * random.nextGaussian() : level;
      values.add(value);
      for (int j = 0; j < names.size(); j++) {
        double carried = next(banks.get(j), value);
        int window = Objects.requireNonNull(Descriptors.find(names.get(j))).window();
        double[] latest =
            values.subList(Math.max(0, values.size() - window), values.size()).stream()
                .mapToDouble(it -> it)
                .toArray();
        double anew = last(names.get(j), latest);
        if (Double.isNaN(anew)) {
          assertThat(carried).as(names.get(j)).isNaN();
        } else {
          double size =
              DoubleStream.of(latest)
                  .filter(it -> !Double.isNaN(it))
                  .map(Math::abs)
                  .max()
                  .orElse(0);
          assertThat(carried).as(names.get(j)).isCloseTo(anew, within(1e-7 * size));
        }
      }
    }
  }

  @Test
  void aDeviationIsRightAfterSpikesOfFallingSize() {
    DescriptorBank bank = bank("deviation7");
    for (double value : new double[] {1e11, 1e8, 1e5, 1, 2, 3, 4, 5, 6}) {
      next(bank, value);
    }

    assertThat(next(bank, 7)).isCloseTo(last("deviation7", 1, 2, 3, 4, 5, 6, 7), within(1e-9));
  }

  @Property(tries = 100)
  void goOnAfterARestoreAsIfNothingHadBeen(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int place) throws IOException {
    for (String name : EVERY) {
      Random random = new Random(seed);
      DescriptorBank whole = bank(name);
      DescriptorBank restored = bank(name);
      for (int i = 0; i < 80; i++) {
        double value = random.nextInt(6) == 0 ? GAP : 100 * random.nextGaussian();
        if (i == place) {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          restored.write(new DataOutputStream(bytes));
          restored = bank(name);
          restored.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        }
        boolean uncertain = !Double.isNaN(value) && random.nextInt(4) == 0;
        DescriptorVector one = next(restored, value, uncertain);
        DescriptorVector other = next(whole, value, uncertain);
        assertThat(one.values()).as(name).isEqualTo(other.values());
        assertThat(one.uncertain()).as(name).isEqualTo(other.uncertain());
        assertThat(one.goodShare()).as(name).isEqualTo(other.goodShare());
      }
    }
  }
}
