package io.millwright.cmms.asset;

import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.platform.ProblemException;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What someone says about a measurement point; see {@link MeasurementPoint}. */
@Serdeable
public record DescribePoint(
    @Nullable @Pattern(regexp = UNIT, message = UNIT_RULE) String unit,
    @Nullable @Size(max = 500) String description,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable @Pattern(regexp = UNIT, message = UNIT_RULE) String sourceUnit,
    boolean lowPriority) {
  static final String UNIT = "[!-~]{1,64}";
  static final String UNIT_RULE =
      "write a UCUM unit such as Cel, bar or mm/s: 1 to 64 printable ASCII characters, no spaces";

  /** Nothing but a unit, as a device's message tells it; what cannot be one is left out. */
  public static DescribePoint inUnit(@Nullable String unit) {
    boolean usable = unit != null && unit.matches(UNIT);
    return new DescribePoint(usable ? unit : null, null, null, null, null, false);
  }

  /**
   * Checks the range.
   *
   * @throws ProblemException 400, if nothing can lie in it
   */
  void checkRange(String point) {
    if (low != null && high != null && low >= high) {
      throw ProblemException.badRequest(
          "low " + low + " of point '" + point + "' must be less than high " + high);
    }
  }
}
