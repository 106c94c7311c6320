package io.millwright.gateway.sparkplug;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Makes names of measurement points out of names of metrics, which may hold any character.
 *
 * <ul>
 *   <li>{@code /} becomes {@code :}, so {@code Motor/Temp.DE} is {@code Motor:Temp.DE};
 *   <li>every other character that a point cannot have becomes {@code _};
 *   <li>a name that does not begin with a letter or digit gets an {@code x} before it;
 *   <li>a name of more than 128 characters keeps 119, and {@code -} and eight digits of its SHA-256
 *       follow;
 *   <li>where two metrics of an asset would become the same point, the one that is called so keeps
 *       it, and the others get such digits too.
 * </ul>
 *
 * The same metrics always give the same points, in whatever order a birth lists them.
 */
final class PointNames {
  private static final int LONGEST = 128;
  private static final int DIGITS = 8;

  private PointNames() {}

  /** The point of each metric. */
  static Map<String, String> of(Collection<String> metrics) {
    Map<String, Integer> wanted = new HashMap<>();
    for (String metric : metrics) {
      wanted.merge(plain(metric), 1, Integer::sum);
    }
    Map<String, String> points = new HashMap<>();
    for (String metric : metrics) {
      String point = plain(metric);
      boolean shared = wanted.getOrDefault(point, 0) > 1 && !point.equals(metric);
      points.put(metric, shared ? withDigits(point, metric) : point);
    }
    return points;
  }

  private static String plain(String metric) {
    StringBuilder point = new StringBuilder(metric.length() + 1);
    for (int i = 0; i < metric.length(); i++) {
      char c = metric.charAt(i);
      if (isLetterOrDigit(c) || c == '.' || c == '_' || c == ':' || c == '-') {
        point.append(c);
      } else {
        point.append(c == '/' ? ':' : '_');
      }
    }
    if (point.isEmpty() || !isLetterOrDigit(point.charAt(0))) {
      point.insert(0, 'x');
    }
    return point.length() > LONGEST ? withDigits(point.toString(), metric) : point.toString();
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
  }

  private static String withDigits(String point, String metric) {
    String kept = point.substring(0, Math.min(point.length(), LONGEST - DIGITS - 1));
    return kept + "-" + digits(metric);
  }

  private static String digits(String metric) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(metric.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
