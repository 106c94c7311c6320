package io.millwright.cmms.series;

import io.millwright.cmms.platform.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** From (inclusive) to (inclusive). */
public record TimeRange(Instant from, Instant to) {
  private static final Duration USUAL = Duration.ofDays(30);

  /** PostgreSQL and the charts can take no more; nobody asks for the year 300000 on purpose. */
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  /**
   * Reads a range. What is not given ends at the newest sample and begins 30 days before its end.
   *
   * @param newest asked only when {@code to} is not given
   * @throws ProblemException 400, if a text is no time or the range is empty
   */
  public static TimeRange of(
      @Nullable String from, @Nullable String to, Supplier<Optional<Instant>> newest) {
    Instant end = to == null ? newest.get().orElseGet(Instant::now) : instant("to", to);
    Instant begin = from == null ? end.minus(USUAL) : instant("from", from);
    if (begin.isAfter(end)) {
      throw ProblemException.badRequest("from " + begin + " is after to " + end);
    }
    return new TimeRange(begin, end);
  }

  /** Reads a time, as {@link #of} does. */
  static Instant instant(String parameter, String text) {
    Instant time;
    try {
      time =
          text.matches("-?\\d{1,18}")
              ? Instant.ofEpochMilli(Long.parseLong(text))
              : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      ProblemException problem =
          ProblemException.badRequest(
              parameter
                  + " '"
                  + (text.length() > 40 ? text.substring(0, 40) + "..." : text)
                  + "' is not a time: write ISO 8601 such as 2026-11-20T08:00:00Z, or milliseconds"
                  + " since 1970");
      problem.initCause(e);
      throw problem;
    }
    if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
      throw ProblemException.badRequest(parameter + " must lie between 1970 and 9999");
    }
    return time;
  }

  /** The width of a bucket, so that at most that many cover the range; at least a microsecond. */
  Duration bucket(int maxPoints) {
    // Nanoseconds of more than 292 years do not fit a long, and MICROS.between counts them too.
    Duration length = Duration.between(from, to);
    long micros = length.toSeconds() * 1_000_000 + length.getNano() / 1000 + 1;
    return Duration.of(Math.max(1, (micros + maxPoints - 1) / maxPoints), ChronoUnit.MICROS);
  }
}
