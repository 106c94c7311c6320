package io.millwright.gateway.quality;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UcumUnitsTest {
  private final UcumUnits units = new UcumUnits();

  @ParameterizedTest
  @CsvSource({
    "Cel, K, 20, 293.15",
    "K, Cel, 293.15, 20",
    "[degF], Cel, 212, 100",
    "bar, kPa, 2.5, 250",
    "[psi], bar, 100, 6.894757293168361",
    "m/s, mm/s, 0.0045, 4.5",
    "[in_i]/s, mm/s, 0.5, 12.7",
    "[g], m/s2, 2, 19.6133",
    "/min, Hz, 1500, 25",
    "{rev}/min, Hz, 60, 1",
    "%, 1, 50, 0.5",
    "kW.h, J, 1, 3600000",
    "L/min, m3/h, 1000, 60",
    "V.A, kV.A, 1500, 1.5",
    "dB, dB, 3, 3",
    "'', 1, 7, 7",
  })
  void convertsWhatMachinesAreMeasuredIn(String from, String to, double value, double expected) {
    Conversion conversion = units.to(to).from(from);

    assertThat(conversion.problem()).isNull();
    assertThat(conversion.of(value)).isCloseTo(expected, within(1e-12 * Math.abs(expected)));
  }

  @ParameterizedTest
  @CsvSource({
    "m/s, K, cannot be expressed in 'K'",
    "Cel/min, K/s, cannot be expressed in 'K/s'",
    "furlong, m, 'furlong' is no UCUM unit",
    "m/s, knots, 'knots' is no UCUM unit",
    "°C, K, '°C' is no UCUM unit",
    "m/s/, m/s, 'm/s/' is no UCUM unit",
  })
  void saysWhyThereIsNoConversion(String from, String to, String problem) {
    assertThat(requireNonNull(units.to(to).from(from).problem())).contains(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\0", "((((((((((", "\u20ac", "10*9999999999", "m-99999999999", "%%%", "\""})
  void survivesAnyText(String text) {
    assertThat(units.to("m").from(text).problem()).isNotNull();
  }

  @Test
  void refusesALongTextWithoutReadingIt() {
    assertThat(requireNonNull(units.to("m").from("m.".repeat(10_000)).problem()))
        .contains("is too long")
        .hasSizeLessThan(120);
  }

  @Test
  void keepsNothingOfALongText() {
    UcumUnits.Target target = units.to("m");
    WeakReference<String> text = new WeakReference<>(refused(target));

    await()
        .until(
            () -> {
              System.gc();
              return text.get() == null;
            });
    assertThat(target.from("cm").problem()).isNull();
  }

  private static String refused(UcumUnits.Target target) {
    String text = "m.".repeat(10_000);
    assertThat(target.from(text).problem()).isNotNull();
    return text;
  }

  @Test
  void aUnitThatNobodyCanReadStillEqualsItself() {
    assertThat(units.to("furlong").from("furlong")).isSameAs(Conversion.NONE_NEEDED);
  }
}
