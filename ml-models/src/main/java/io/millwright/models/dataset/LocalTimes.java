package io.millwright.models.dataset;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;

/** Dates and times without a zone, as data sets have them; they count as UTC. */
final class LocalTimes {
  /** Is never the time of a reading. */
  static final long NONE = Long.MIN_VALUE;

  static final String FORM = "a time like 2020-03-09 10:14:33";

  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private LocalTimes() {}

  /** Microseconds since 1970; {@link #NONE} = the text is not a date and a time. */
  static long micros(String text) {
    try {
      LocalDateTime time = LocalDateTime.parse(text, FORMAT);
      // Microseconds of years with more digits do not fit.
      if (time.getYear() >= 0 && time.getYear() <= 9_999) {
        return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + time.getNano() / 1_000;
      }
    } catch (DateTimeParseException e) {
      // The caller says what would be right.
    }
    return NONE;
  }
}
