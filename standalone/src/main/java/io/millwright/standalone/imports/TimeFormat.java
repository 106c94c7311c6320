package io.millwright.standalone.imports;

import io.millwright.standalone.UsageException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How times are written. They become microseconds since 1970-01-01T00:00:00Z, cut off, not rounded.
 */
final class TimeFormat {
  private static final Instant FIRST = Instant.EPOCH;

  /** The historian has no partition for later ones. */
  private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

  private static final long END_MICROS = END.getEpochSecond() * 1_000_000L;

  /** Digits of a number since 1970 that fit a long, whatever its unit. */
  private static final int MOST_CHARACTERS = 40;

  private enum Kind {
    ISO,
    EPOCH,
    PATTERN
  }

  private final Kind kind;
  private final String name;

  /** Of EPOCH: by how many digits the unit is from a microsecond. */
  private final int digits;

  private final @Nullable DateTimeFormatter pattern;
  private final ZoneId zone;

  /** The day of the date parsed last: neighbouring rows are of one day. */
  private String lastDate = "";

  private long lastDayMicros;

  private TimeFormat(
      Kind kind, String name, int digits, @Nullable DateTimeFormatter pattern, ZoneId zone) {
    this.kind = kind;
    this.name = name;
    this.digits = digits;
    this.pattern = pattern;
    this.zone = zone;
  }

  /**
   * @param text iso, epoch-s, epoch-ms, epoch-us, epoch-ns, or a pattern of {@link
   *     DateTimeFormatter}
   * @param zone of local times
   * @throws UsageException if it is none of them
   */
  static TimeFormat of(String text, ZoneId zone) {
    return switch (text) {
      case "iso" -> new TimeFormat(Kind.ISO, text, 0, null, zone);
      case "epoch-s" -> new TimeFormat(Kind.EPOCH, text, 6, null, zone);
      case "epoch-ms" -> new TimeFormat(Kind.EPOCH, text, 3, null, zone);
      case "epoch-us" -> new TimeFormat(Kind.EPOCH, text, 0, null, zone);
      case "epoch-ns" -> new TimeFormat(Kind.EPOCH, text, -3, null, zone);
      default -> {
        try {
          yield new TimeFormat(
              Kind.PATTERN, text, 0, DateTimeFormatter.ofPattern(text, Locale.ROOT), zone);
        } catch (IllegalArgumentException e) {
          throw new UsageException(
              "--time-format '"
                  + text
                  + "' must be iso, epoch-s, epoch-ms, epoch-us, epoch-ns or a pattern such as"
                  + " 'dd.MM.yyyy HH:mm:ss': "
                  + e.getMessage());
        }
      }
    };
  }

  long micros(String text) throws BadCellException {
    long micros;
    try {
      micros =
          switch (kind) {
            case ISO -> iso(text);
            case EPOCH -> epoch(text);
            case PATTERN -> pattern(text);
          };
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new BadCellException(
          "time '" + BadCellException.shown(text) + "' is not of the format " + name);
    }
    return checked(micros, text);
  }

  /** Refuses what no table of the historian is for. */
  static long checked(long micros, String text) throws BadCellException {
    if (micros < 0 || micros >= END_MICROS) {
      throw new BadCellException(
          "time '"
              + BadCellException.shown(text)
              + "' must lie from 1970 to 2199: is it of another --time-format?");
    }
    return micros;
  }

  /** Microseconds of a time, or -1 if it is out of their range. */
  static long micros(Instant time) {
    return time.isBefore(FIRST) || !time.isBefore(END)
        ? -1
        : ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private long epoch(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new NumberFormatException(text);
    }
    return new BigDecimal(text)
        .movePointRight(digits)
        .setScale(0, RoundingMode.FLOOR)
        .longValueExact();
  }

  private long pattern(String text) {
    DateTimeFormatter formatter = pattern;
    if (formatter == null) {
      throw new IllegalStateException("no pattern");
    }
    TemporalAccessor parsed = formatter.parse(text);
    if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
      return micros(Instant.from(parsed));
    }
    LocalDateTime local =
        parsed.isSupported(ChronoField.HOUR_OF_DAY)
            ? LocalDateTime.from(parsed)
            : LocalDate.from(parsed).atStartOfDay();
    return micros(local.atZone(zone).toInstant());
  }

  /** 2026-11-20T08:00:00.123456Z by hand, as an export writes it; all else by the library. */
  private long iso(String text) {
    int length = text.length();
    if (length >= 20 && text.charAt(length - 1) == 'Z' && text.charAt(10) == 'T') {
      long ofDay = ofDayMicros(text, length - 1);
      if (ofDay >= 0) {
        if (!text.startsWith(lastDate) || lastDate.isEmpty()) {
          String date = text.substring(0, 10);
          lastDayMicros = LocalDate.parse(date).toEpochDay() * 86_400_000_000L;
          lastDate = date;
        }
        return lastDayMicros + ofDay;
      }
    }
    String usual = length > 10 && text.charAt(10) == ' ' ? text.replace(' ', 'T') : text;
    if (usual.length() == 10) {
      return micros(LocalDate.parse(usual).atStartOfDay(zone).toInstant());
    }
    TemporalAccessor parsed =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(usual, OffsetDateTime::from, LocalDateTime::from);
    return micros(
        parsed instanceof LocalDateTime local
            ? local.atZone(zone).toInstant()
            : OffsetDateTime.from(parsed).toInstant());
  }

  /** Of {@code THH:MM:SS[.fraction]} from place 10; -1 = it is not of that form. */
  private static long ofDayMicros(String text, int end) {
    if (text.charAt(13) != ':' || text.charAt(16) != ':') {
      return -1;
    }
    int hour = twoDigits(text, 11);
    int minute = twoDigits(text, 14);
    int second = twoDigits(text, 17);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
      return -1;
    }
    long micros = (hour * 3_600L + minute * 60L + second) * 1_000_000L;
    if (end == 19) {
      return micros;
    }
    if (text.charAt(19) != '.' || end == 20 || end > 29) {
      return -1;
    }
    int unit = 100_000;
    for (int place = 20; place < end; place++) {
      int digit = text.charAt(place) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      micros += (long) digit * unit;
      unit /= 10;
    }
    return micros;
  }

  private static int twoDigits(String text, int place) {
    int high = text.charAt(place) - '0';
    int low = text.charAt(place + 1) - '0';
    return high < 0 || high > 9 || low < 0 || low > 9 ? -1 : high * 10 + low;
  }

  /** UTC, unless another was given. */
  static ZoneId zone(String text) {
    try {
      return text.isEmpty() ? ZoneOffset.UTC : ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new UsageException(
          "--zone '" + text + "' must be a time zone such as Europe/Berlin, UTC or +01:00");
    }
  }
}
