package io.millwright.models.advisory;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of an advisory: templates with places in braces, and numbers as a technician reads
 * them.
 */
public final class AdvisoryText {
  /** What a template may name. */
  public static final TreeSet<String> PLACES =
      new TreeSet<>(
          List.of(
              "asset",
              "failureMode",
              "failureProbability",
              "horizon",
              "remainingLife",
              "remainingLifeLow",
              "remainingLifeHigh",
              "likelihood",
              "limits",
              "movedMost",
              "states",
              "since",
              "dueBy",
              "recommendedAction"));

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private AdvisoryText() {}

  /** The names in braces that no advisory can fill. */
  public static TreeSet<String> unknownPlaces(String template) {
    TreeSet<String> unknown = new TreeSet<>();
    Matcher matcher = PLACE.matcher(template);
    while (matcher.find()) {
      if (!PLACES.contains(matcher.group(1))) {
        unknown.add(matcher.group(1));
      }
    }
    return unknown;
  }

  static String fill(String template, Map<String, String> values) {
    String filled =
        PLACE
            .matcher(template)
            .replaceAll(
                place ->
                    Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group())));
    // A place that is empty today leaves two spaces behind.
    return filled.replaceAll("\\s+", " ").strip();
  }

  /** Five digits that count, no exponent, no trailing zeros. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "not known";
    }
    return new BigDecimal(value)
        .round(new MathContext(5))
        .setScale(8, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }

  static String percent(double share) {
    if (Double.isNaN(share)) {
      return "an unknown share";
    }
    long percent = Math.round(share * 100);
    if (percent == 100 && share < 1) {
      return "over 99 %";
    }
    return percent == 0 && share > 0 ? "below 1 %" : percent + " %";
  }

  static String hours(double hours) {
    return Double.isFinite(hours) ? Math.round(hours) + " h" : "an unknown time";
  }

  static String time(long micros) {
    return MINUTES.format(Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L)));
  }
}
