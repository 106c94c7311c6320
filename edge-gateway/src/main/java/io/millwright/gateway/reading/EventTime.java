package io.millwright.gateway.reading;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Supplier;

/** Reads and checks the event time of readings. All times are microseconds since 1970. */
public final class EventTime {
  private static final String RIGHT =
      "send milliseconds since 1970 in UTC, or ISO 8601 with a zone such as 2026-11-20T23:30:00.250Z";

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final long earliestMicros;
  private final long aheadMicros;
  private final Instant earliest;
  private final Duration ahead;
  private final boolean judging;

  public EventTime(ReadingLimits limits) {
    this(limits, true);
  }

  /** Only reads times; how likely they are is judged later, reading by reading. */
  static EventTime unjudged(ReadingLimits limits) {
    return new EventTime(limits, false);
  }

  private EventTime(ReadingLimits limits, boolean judging) {
    this.judging = judging;
    earliest = limits.earliestTime();
    ahead = limits.maxAhead();
    earliestMicros = micros(earliest);
    aheadMicros = Math.multiplyExact(ahead.toSeconds(), 1_000_000L) + ahead.toNanosPart() / 1_000;
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
  public long fromText(String text, long receivedMicros) throws UnusableMessageException {
    Instant instant;
    try {
      instant = Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw time("ts \"" + Shown.text(text) + "\" is not a time: " + RIGHT);
    }
    if (instant.isAfter(LATEST) || instant.isBefore(FIRST)) {
      throw time("ts \"" + Shown.text(text) + "\" is out of range: " + RIGHT);
    }
    return checked(micros(instant), () -> "\"" + Shown.text(text) + "\"", receivedMicros);
  }

  /**
   * Reads {@code ts} written as a number of milliseconds.
   *
   * @return microseconds since 1970
   */
  public long fromMillis(double millis, long receivedMicros) throws UnusableMessageException {
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
    return checked(micros, () -> plain(millis), receivedMicros);
  }

  /**
   * Checks a time that has been read elsewhere.
   *
   * @param shown the time as the device wrote it; asked only when it is wrong
   */
  public long checked(long micros, Supplier<String> shown, long receivedMicros)
      throws UnusableMessageException {
    if (!judging) {
      return micros;
    }
    if (micros < earliestMicros) {
      throw time(
          "time "
              + shown.get()
              + " ("
              + instant(micros)
              + ") is before "
              + earliest
              + ": the device's clock seems not to be set; leave the time out to have the time of receipt");
    }
    if (micros - receivedMicros > aheadMicros) {
      throw time(
          "time "
              + shown.get()
              + " ("
              + instant(micros)
              + ") is more than "
              + ahead
              + " ahead of the gateway's clock ("
              + instant(receivedMicros)
              + "): set the device's clock, or leave the time out to have the time of receipt");
    }
    return micros;
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
