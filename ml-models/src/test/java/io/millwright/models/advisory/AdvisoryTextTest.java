package io.millwright.models.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AdvisoryTextTest {
  @Test
  void numbersHaveFiveDigitsThatCount() {
    assertThat(AdvisoryText.number(1_421.3456)).isEqualTo("1421.3");
    assertThat(AdvisoryText.number(8.451234)).isEqualTo("8.4512");
    assertThat(AdvisoryText.number(40)).isEqualTo("40");
    assertThat(AdvisoryText.number(0.1 + 0.2)).isEqualTo("0.3");
    assertThat(AdvisoryText.number(-123_456.7)).isEqualTo("-123460");
    assertThat(AdvisoryText.number(1e-12)).isEqualTo("0");
    assertThat(AdvisoryText.number(Double.NaN)).isEqualTo("not known");
  }

  @Test
  void aProbabilityIsNeverCertainUnlessItIs() {
    assertThat(AdvisoryText.percent(0.184)).isEqualTo("18 %");
    assertThat(AdvisoryText.percent(0.999)).isEqualTo("over 99 %");
    assertThat(AdvisoryText.percent(0.001)).isEqualTo("below 1 %");
    assertThat(AdvisoryText.percent(1)).isEqualTo("100 %");
    assertThat(AdvisoryText.percent(0)).isEqualTo("0 %");
  }

  @Test
  void timesAreUtcAlsoBefore1970() {
    assertThat(AdvisoryText.time(1_767_225_600_000_000L)).isEqualTo("2026-01-01 00:00 UTC");
    assertThat(AdvisoryText.time(-1)).isEqualTo("1969-12-31 23:59 UTC");
  }

  @Test
  void fillsPlacesOnceAndLeavesNoHoles() {
    assertThat(
            AdvisoryText.fill(
                "{asset}:  {states} {dueBy}.",
                Map.of("asset", "{dueBy} $1", "states", "", "dueBy", "today")))
        .isEqualTo("{dueBy} $1: today.");
    assertThat(AdvisoryText.unknownPlaces("{asset} {who} {what}")).containsExactly("what", "who");
  }
}
