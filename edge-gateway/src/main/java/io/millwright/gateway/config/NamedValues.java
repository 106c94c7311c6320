package io.millwright.gateway.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings as text, read by name; what cannot be read is a problem, and its default is used
 * meanwhile.
 */
public final class NamedValues {
  private final Map<String, String> values;
  private final TreeSet<String> known = new TreeSet<>();
  private final ConfigProblems problems;

  public NamedValues(Map<String, String> values, ConfigProblems problems) {
    this.values = new TreeMap<>(values);
    this.problems = problems;
  }

  public String text(String name, String otherwise) {
    String value = value(name);
    return value == null ? otherwise : value;
  }

  public int integer(String name, int otherwise) {
    return parsed(name, otherwise, Integer::valueOf, "a whole number such as " + otherwise);
  }

  public long number(String name, long otherwise) {
    return parsed(name, otherwise, Long::valueOf, "a whole number such as " + otherwise);
  }

  public Duration duration(String name, Duration otherwise) {
    return parsed(name, otherwise, Duration::parse, "an ISO 8601 duration such as " + otherwise);
  }

  public Instant instant(String name, Instant otherwise) {
    return parsed(name, otherwise, Instant::parse, "an ISO 8601 time such as " + otherwise);
  }

  public boolean truth(String name, boolean otherwise) {
    return parsed(
        name,
        otherwise,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            },
        "true or false");
  }

  /** One of a few words; the parser throws {@link IllegalArgumentException} for others. */
  public <T> T choice(String name, T otherwise, Function<String, T> parser, String words) {
    return parsed(name, otherwise, parser, words);
  }

  /** Names that nobody has asked for are spelling mistakes. */
  public void reportUnknown() {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        problems.add(
            "there is no setting '" + name + "': the settings are " + String.join(", ", known));
      }
    }
  }

  /** Every name that has been asked for. */
  public Set<String> known() {
    return Set.copyOf(known);
  }

  private <T> T parsed(String name, T otherwise, Function<String, T> parser, String right) {
    String value = value(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException | DateTimeException e) {
      problems.add(name + " must be " + right + ", but was '" + value + "'");
      return otherwise;
    }
  }

  private @Nullable String value(String name) {
    known.add(name);
    String value = values.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }
}
