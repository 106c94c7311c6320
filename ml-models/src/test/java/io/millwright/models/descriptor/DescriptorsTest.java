package io.millwright.models.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
  private static final double GAP = Double.NaN;

  /** The descriptor's value after the last of the values. */
  private static double last(String name, double... values) {
    DescriptorBank bank = bank(name);
    double[] result = {GAP};
    for (double value : values) {
      result = bank.evaluate(new double[] {value});
    }
    return result[0];
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
  }

  @Test
  void keepTheirPrecisionFarFromZero() {
    assertThat(last("deviation3", 1e9 + 1, 1e9 + 2, 1e9 + 3)).isCloseTo(1, within(1e-6));
    assertThat(last("slope5", 1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4)).isCloseTo(1, within(1e-6));
  }

  @Test
  void areFoundByNameOnly() {
    for (String none :
        List.of("", "mean", "mean0", "mean1", "mean1001", "last5", "ewma101", "Mean5", "mean5 ")) {
      assertThat(Descriptors.find(none)).as(none).isNull();
    }
    for (String one : List.of("last", "mean2", "mean1000", "deviation30", "slope60", "ewma100")) {
      assertThat(Objects.requireNonNull(Descriptors.find(one)).name()).isEqualTo(one);
    }
  }

  @Property(tries = 200)
  void skippingScansIsTheSameAsEvaluatingSilentOnes(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = -1e3, max = 1e3) Double> values,
      @ForAll @IntRange(min = 0, max = 12) int gap,
      @ForAll @IntRange(min = 0, max = 39) int place) {
    for (String name : List.of("mean5", "slope7", "deviation4", "age", "drift20")) {
      DescriptorBank skipping = bank(name);
      DescriptorBank silent = bank(name);
      List<Double> one = new ArrayList<>();
      List<Double> other = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        if (i == place % values.size() && i > 0) {
          skipping.skip(gap);
          for (int j = 0; j < gap; j++) {
            silent.evaluate(new double[] {GAP});
          }
        }
        one.add(skipping.evaluate(new double[] {values.get(i)})[0]);
        other.add(silent.evaluate(new double[] {values.get(i)})[0]);
      }
      assertThat(one).as(name).isEqualTo(other);
    }
  }
}
