package io.millwright.gateway.mqtt;

import org.jspecify.annotations.Nullable;

/** What a client subscribes to: a topic, or several with {@code +} and {@code #} (MQTT 5, 4.7). */
final class TopicFilter {
  /**
   * Of a filter or a topic that is kept beyond its packet; MQTT allows 65,535, and a connection
   * keeps many. The longest of ours has about 350 characters.
   */
  static final int MAX_CHARACTERS = 1_000;

  private static final int MAX_LEVELS = 32;

  private final String[] levels;

  private TopicFilter(String[] levels) {
    this.levels = levels;
  }

  /** What is wrong with a filter; null when nothing is. */
  static @Nullable String problem(String filter) {
    if (filter.isEmpty() || filter.indexOf('\0') >= 0) {
      return "a topic filter must not be empty or have a NUL character";
    }
    if (filter.length() > MAX_CHARACTERS) {
      return "a topic filter has at most " + MAX_CHARACTERS + " characters";
    }
    String[] levels = levels(filter);
    if (levels.length > MAX_LEVELS) {
      return "a topic filter has at most " + MAX_LEVELS + " levels";
    }
    for (int i = 0; i < levels.length; i++) {
      String level = levels[i];
      boolean hash = level.indexOf('#') >= 0;
      if (hash && (level.length() > 1 || i < levels.length - 1)) {
        return "'#' must be a level of its own, and the last; use '+' for one level";
      }
      if (level.indexOf('+') >= 0 && level.length() > 1) {
        return "'+' must be a level of its own";
      }
    }
    return null;
  }

  /**
   * Reads a filter.
   *
   * @throws IllegalArgumentException if it has a {@link #problem}
   */
  static TopicFilter of(String filter) {
    String problem = problem(filter);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return new TopicFilter(levels(filter));
  }

  /** What {@link #matches(String[])} compares: for a topic that many filters look at. */
  static String[] levels(String topic) {
    return topic.split("/", -1);
  }

  boolean matches(String topic) {
    return matches(levels(topic));
  }

  boolean matches(String[] names) {
    if (names[0].startsWith("$") && isWildcard(levels[0])) {
      return false;
    }
    for (int i = 0; i < levels.length; i++) {
      if (levels[i].equals("#")) {
        // Also the level above it: "sport/#" matches "sport".
        return names.length >= i;
      }
      if (i == names.length || !(levels[i].equals("+") || levels[i].equals(names[i]))) {
        return false;
      }
    }
    return names.length == levels.length;
  }

  /** The filter up to its first wildcard, as far as {@code count} levels. */
  String[] literalLevels(int count) {
    int literal = 0;
    while (literal < Math.min(count, levels.length) && !isWildcard(levels[literal])) {
      literal++;
    }
    return java.util.Arrays.copyOf(levels, literal);
  }

  private static boolean isWildcard(String level) {
    return level.equals("+") || level.equals("#");
  }
}
