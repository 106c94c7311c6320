package io.millwright.gateway.reading;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.gateway.config.ConfigProblems;
import java.time.Duration;
import java.time.Instant;

/**
 * What a message may hold.
 *
 * @param maxReadings in one message, 1 to {@link Measurements#MAX_READINGS}
 * @param earliestTime event times before it come from a clock that was never set
 * @param maxAhead how far an event time may be ahead of the gateway's clock
 */
public record ReadingLimits(int maxReadings, Instant earliestTime, Duration maxAhead) {
  /** Later than 2000-01-01, the other date that unset clocks start from. */
  public static final Instant DEFAULT_EARLIEST = Instant.parse("2001-01-01T00:00:00Z");

  public static final ReadingLimits DEFAULTS =
      new ReadingLimits(10_000, DEFAULT_EARLIEST, Duration.ofDays(1));

  public ReadingLimits {
    ConfigProblems problems = new ConfigProblems();
    problems.range("reading.max-readings", maxReadings, 1, Measurements.MAX_READINGS);
    problems.require(
        !maxAhead.isNegative() && maxAhead.compareTo(Duration.ofDays(366_000)) <= 0,
        "reading.max-ahead must be between PT0S and P366000D, but was " + maxAhead);
    problems.require(
        earliestTime.isBefore(Instant.parse("9999-01-01T00:00:00Z"))
            && earliestTime.isAfter(Instant.parse("0001-01-01T00:00:00Z")),
        "reading.earliest-time must be a date between the years 1 and 9999, but was "
            + earliestTime);
    problems.throwIfAny();
  }
}
