package io.millwright.gateway.reading;

import io.millwright.contracts.measurement.QualityReason;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Reads the event time of readings. How likely it is is judged later. All times are microseconds
 * since 1970.
 */
public final class EventTime {
  private static final String RIGHT =
      "send milliseconds since 1970 in UTC, or ISO 8601 with a zone such as 2026-11-20T23:30:00.250Z";

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final long earliestMicros;
  private final long aheadMicros;

  public EventTime(ReadingLimits limits) {
    earliestMicros = micros(limits.earliestTime());
    aheadMicros = limits.maxAhead().toNanos() / 1_000;
  }

  static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  /**
   * Reads {@code ts} written as text.
   *
   * @return microseconds since 1970
   */
  public long fromText(String text) throws UnusableMessageException {
    Instant instant;
    try {
      instant = Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw time("ts \"" + Shown.text(text) + "\" is not a time: " + RIGHT);
    }
    if (instant.isAfter(LATEST) || instant.isBefore(FIRST)) {
      throw time("ts \"" + Shown.text(text) + "\" is out of range: " + RIGHT);
    }
    return micros(instant);
  }

  /**
   * Reads {@code ts} written as a number of milliseconds.
   *
   * @return microseconds since 1970
   */
  public long fromMillis(double millis) throws UnusableMessageException {
    if (!(Math.abs(millis) < 9e14)) {
      throw time(
          "ts "
              + plain(millis)
              + " is out of range"
              + (Math.abs(millis) < 9e18 ? ": it looks like micro- or nanoseconds" : "")
              + "; "
              + RIGHT);
    }
    long micros = Math.round(millis * 1_000);
    if (micros < earliestMicros && millis * 1_000_000 >= earliestMicros) {
      throw time(
          "ts "
              + plain(millis)
              + " is "
              + instant(micros)
              + " when read as milliseconds: it looks like seconds; "
              + RIGHT);
    }
    return micros;
  }

  /** Why a time is not believed; {@link QualityReason#NONE} when it can be right. */
  public QualityReason doubt(long micros, long receivedMicros) {
    return micros < earliestMicros
        ? QualityReason.CLOCK_NOT_SET
        : micros - receivedMicros > aheadMicros ? QualityReason.CLOCK_AHEAD : QualityReason.NONE;
  }

  static UnusableMessageException time(String reason) {
    return new UnusableMessageException(Rejection.Kind.TIME, reason);
  }

  /** A number without an exponent where that is readable. */
  public static String plain(double number) {
    return Double.isFinite(number) && Math.abs(number) < 1e18
        ? new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString()
        : Double.toString(number);
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }
}
