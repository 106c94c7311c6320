package io.millwright.cmms.series;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operators over a range answer. Hours are of the range and no more. */
final class OperatorView {
  private OperatorView() {}

  /**
   * What an answer rests on.
   *
   * @param resolution "raw" if all readings were looked at, "PT1H" if some hours were taken as a
   *     whole
   * @param readings looked at one by one
   * @param wholeHours hours that were taken as a whole
   * @param gapAfterSeconds from a usable reading to the next: what is longer is a gap; null = there
   *     are too few readings to tell
   * @param coveredHours time that is covered by readings
   * @param gapHours the rest of the range
   * @param coveredShare of the range, 0 to 1
   */
  @Serdeable
  record Basis(
      String asset,
      String point,
      boolean derived,
      @Nullable String unit,
      Instant from,
      Instant to,
      String resolution,
      long readings,
      long wholeHours,
      @Nullable Double gapAfterSeconds,
      double coveredHours,
      double gapHours,
      double coveredShare) {}

  /**
   * How long a point was at a limit or above.
   *
   * @param above the limit, in the unit of the point
   * @param availability share of the covered time, 0 to 1; null = nothing is covered
   * @param starts how often it was seen to begin
   */
  @Serdeable
  record Running(
      Basis basis,
      double above,
      double runningHours,
      double stoppedHours,
      @Nullable Double availability,
      int starts) {}

  /**
   * The integral over time.
   *
   * @param value in {@code unit}
   * @param unit UCUM: that of the point times an hour, so kWh are kW.h; null = that of the point is
   *     not known
   */
  @Serdeable
  record Integral(Basis basis, double value, @Nullable String unit) {}

  /**
   * How far a counter rose, in the unit of the point.
   *
   * @param resets how often it fell without rolling over
   */
  @Serdeable
  record Counter(Basis basis, double rise, int resets, int rollOvers) {}

  /** How often a point rose to a limit, in the unit of the point. */
  @Serdeable
  record Crossings(Basis basis, double above, double hysteresis, int crossings) {}

  /** Cycles with ranges from {@code from} up to {@code to}, in the unit of the point. */
  @Serdeable
  record Bin(double from, double to, double cycles) {}

  /** Cycles by range; those that are not closed count half. */
  @Serdeable
  record Rainflow(Basis basis, double binWidth, List<Bin> bins) {}

  /**
   * Time in a state.
   *
   * @param share of the time in which the state is known, 0 to 1
   */
  @Serdeable
  record TimeIn(String state, double hours, double share) {}

  /**
   * Time in each state.
   *
   * @param detector null = the operating state that devices told
   * @param knownShare of the range, 0 to 1
   * @param changes how often the state changed, also to and from unknown
   */
  @Serdeable
  record States(
      String asset,
      @Nullable String point,
      @Nullable String detector,
      Instant from,
      Instant to,
      List<TimeIn> states,
      double unknownHours,
      double knownShare,
      int changes) {}

  /**
   * How long an asset ran, by the operating states that devices told.
   *
   * @param running the states that count as running
   * @param availability share of the time in which the state is known, 0 to 1; null = it never is
   */
  @Serdeable
  record Availability(
      String asset,
      List<String> running,
      Instant from,
      Instant to,
      double runningHours,
      double stoppedHours,
      double unknownHours,
      @Nullable Double availability,
      double knownShare) {}
}
