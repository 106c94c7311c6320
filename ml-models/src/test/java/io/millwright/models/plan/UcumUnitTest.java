package io.millwright.models.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UcumUnitTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "%",
        "m",
        "mm/s",
        "m/s2",
        "Cel",
        "[degF]",
        "[degR]",
        "[psi]",
        "bar",
        "mbar",
        "kPa",
        "/min",
        "{rpm}/min",
        "{cycles}",
        "10*3.[ft_i]",
        "10*-6",
        "[lb_av]/s/[psi]",
        "kg.m/(s2.K)",
        "l/min",
        "m3/h",
        "kW.h",
        "m[H2O]",
        "dB[SPL]",
        "deg",
        "B[V]",
        "mm{peak}",
        "Hz",
        "[in_i]/s"
      })
  void takesUnits(String unit) {
    assertThat(UcumUnit.isValid(unit)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "°C",
        "degC",
        "rpm",
        "m/",
        "/",
        "m//s",
        "(m",
        "m)",
        "mm per s",
        "[unknown]",
        "kbarx",
        "k[psi]",
        "{open",
        "m^2",
        "2m s"
      })
  void refusesWhatIsNone(String text) {
    assertThat(UcumUnit.isValid(text)).isFalse();
  }
}
