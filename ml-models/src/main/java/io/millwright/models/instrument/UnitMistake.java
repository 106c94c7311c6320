package io.millwright.models.instrument;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a wrong unit, or a wrong scale, makes of a value: {@code factor * value + offset}.
 *
 * @param explanation for people, such as "in psi"
 */
public record UnitMistake(double factor, double offset, String explanation) {

  /** A thousand too many or too few, and a share for percent: whatever the unit. */
  private static final List<UnitMistake> ANY =
      List.of(
          new UnitMistake(1_000, 0, "1,000 times too large: milli-units"),
          new UnitMistake(0.001, 0, "1,000 times too small: kilo-units"));

  private static final Map<String, List<UnitMistake>> OF_UNIT =
      Map.ofEntries(
          Map.entry("mm/s", List.of(scale(1 / 25.4, "inches per second"))),
          Map.entry("m/s2", List.of(scale(1 / 9.80665, "g"))),
          Map.entry("[g]", List.of(scale(9.80665, "metres per second squared"))),
          Map.entry("um", List.of(scale(1 / 25.4, "mils"))),
          Map.entry(
              "bar",
              List.of(scale(14.5038, "psi"), scale(100, "kilopascals"), scale(0.1, "megapascals"))),
          Map.entry("kPa", List.of(scale(0.01, "bar"), scale(0.145038, "psi"))),
          Map.entry("[psi]", List.of(scale(1 / 14.5038, "bar"), scale(6.89476, "kilopascals"))),
          Map.entry(
              "Cel",
              List.of(
                  new UnitMistake(1.8, 32, "in degrees Fahrenheit"),
                  new UnitMistake(1, 273.15, "in kelvins"))),
          Map.entry("[degF]", List.of(new UnitMistake(1 / 1.8, -32 / 1.8, "in degrees Celsius"))),
          Map.entry(
              "/min", List.of(scale(1 / 60.0, "hertz"), scale(Math.PI / 30, "radians per second"))),
          Map.entry("Hz", List.of(scale(60, "revolutions per minute"))),
          Map.entry(
              "L/min",
              List.of(
                  scale(0.06, "cubic metres per hour"),
                  scale(0.264172, "US gallons per minute"),
                  scale(1 / 60.0, "litres per second"))),
          Map.entry(
              "m3/h",
              List.of(
                  scale(1_000 / 60.0, "litres per minute"),
                  scale(4.40287, "US gallons per minute"))),
          Map.entry("%", List.of(scale(0.01, "shares of one"))));

  private static UnitMistake scale(double factor, String unit) {
    return new UnitMistake(factor, 0, "in " + unit);
  }

  /** Those that befall values of a UCUM unit. */
  public static List<UnitMistake> of(String unit) {
    List<UnitMistake> mistakes = new ArrayList<>(OF_UNIT.getOrDefault(unit, List.of()));
    mistakes.addAll(ANY);
    return List.copyOf(mistakes);
  }

  double of(double value) {
    return factor * value + offset;
  }
}
