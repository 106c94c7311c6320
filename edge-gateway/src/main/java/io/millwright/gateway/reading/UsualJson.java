package io.millwright.gateway.reading;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON that a device sends nearly always: one object with the same points in the same
 * order as the message before, and plain decimal numbers. Everything else is left to {@link
 * JsonBody}, of which this is a part that is several times faster: whatever it reads, it reads as
 * that does.
 */
final class UsualJson {
  /** A whole number of so many digits is exact as a double. */
  private static final int EXACT_DIGITS = 15;

  private static final double[] POWERS_OF_TEN = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private static final byte[] TS = "\"ts\"".getBytes(US_ASCII);
  private static final byte[] VALUES = "\"values\"".getBytes(US_ASCII);
  private static final byte[] SEQ = "\"seq\"".getBytes(US_ASCII);

  private final List<String> points;
  private final byte[][] names;

  /** With what stands around them. */
  private final byte[][] namesWithoutSpace;

  private final EventTime eventTime;

  private UsualJson(List<String> points, EventTime eventTime) {
    this.points = points;
    this.names = new byte[points.size()][];
    this.namesWithoutSpace = new byte[points.size()][];
    for (int i = 0; i < names.length; i++) {
      String name = '"' + points.get(i) + '"';
      names[i] = name.getBytes(US_ASCII);
      namesWithoutSpace[i] = ((i == 0 ? "{" : ",") + name + ":").getBytes(US_ASCII);
    }
    this.eventTime = eventTime;
  }

  /**
   * A reader of bodies with these points.
   *
   * @param points of an earlier message: their names need no escape in JSON
   * @return null = they are none
   */
  static @Nullable UsualJson of(List<String> points, EventTime eventTime) {
    return points.isEmpty() ? null : new UsualJson(points, eventTime);
  }

  /** Null = it is not one of the usual bodies, whether valid or not. */
  @Nullable Measurements read(AssetKey asset, DeviceMessage message) {
    return new Scan(message.payload()).read(asset, message);
  }

  /** One body. */
  private final class Scan {
    private static final long NO_NUMBER = Long.MIN_VALUE;

    private final byte[] body;
    private int at;

    /** Digits behind the point of the number that was read last. */
    private int fraction;

    private Scan(byte[] body) {
      this.body = body;
    }

    private @Nullable Measurements read(AssetKey asset, DeviceMessage message) {
      double[] values = null;
      long millis = NO_NUMBER;
      long sequence = NO_NUMBER;
      if (!take('{')) {
        return null;
      }
      do {
        skipSpace();
        if (values == null && take(VALUES)) {
          values = new double[names.length];
          if (!take(':') || !values(values)) {
            return null;
          }
        } else if (millis == NO_NUMBER && take(TS)) {
          millis = take(':') ? whole() : NO_NUMBER;
          if (millis == NO_NUMBER) {
            return null;
          }
        } else if (sequence == NO_NUMBER && take(SEQ)) {
          sequence = take(':') ? whole() : NO_NUMBER;
          if (sequence == NO_NUMBER) {
            return null;
          }
        } else {
          return null;
        }
      } while (take(','));
      if (values == null || !take('}')) {
        return null;
      }
      skipSpace();
      return at < body.length ? null : measurements(asset, message, millis, values, sequence);
    }

    private @Nullable Measurements measurements(
        AssetKey asset, DeviceMessage message, long millis, double[] values, long sequence) {
      long received = message.receivedTimeMicros();
      try {
        return Measurements.ofScan(
            asset,
            message.source(),
            points,
            millis == NO_NUMBER ? received : eventTime.fromMillis(millis),
            values,
            Math.max(0, sequence),
            received);
      } catch (UnusableMessageException e) {
        return null;
      }
    }

    private boolean values(double[] values) {
      for (int i = 0; i < values.length; i++) {
        if (!take(namesWithoutSpace[i]) && !takeName(i)) {
          return false;
        }
        long digits = number();
        if (digits == NO_NUMBER) {
          return false;
        }
        // Both are exact, so that the quotient is the double nearest to the text.
        values[i] = digits / POWERS_OF_TEN[fraction];
      }
      return take('}');
    }

    private boolean takeName(int i) {
      if (!take(i == 0 ? '{' : ',')) {
        return false;
      }
      skipSpace();
      return take(names[i]) && take(':');
    }

    /** A whole number that is not negative. */
    private long whole() {
      long digits = number();
      return fraction == 0 && digits >= 0 ? digits : NO_NUMBER;
    }

    /** All digits of a decimal number; how many of them are behind the point is in fraction. */
    private long number() {
      skipSpace();
      boolean negative = at < body.length && body[at] == '-';
      int start = negative ? at + 1 : at;
      long digits = fewDigits(start);
      if (digits == NO_NUMBER) {
        digits = manyDigits(start);
      }
      boolean exponent = at < body.length && (body[at] | 0x20) == 'e';
      if (digits == NO_NUMBER || exponent || negative && digits == 0) {
        return NO_NUMBER;
      }
      return negative ? -digits : digits;
    }

    /** Up to eight digits with more text behind them; everything else is no number to it. */
    private long fewDigits(int start) {
      byte[] text = body;
      if (start > text.length - EightDigits.WIDTH - 1) {
        return NO_NUMBER;
      }
      long word = EightDigits.at(text, start);
      int before = EightDigits.count(word);
      int digits = before;
      int next = start + digits;
      if (before < EightDigits.WIDTH && text[next] == '.') {
        word = EightDigits.without(before, word, EightDigits.at(text, start + 1));
        digits = EightDigits.count(word);
        next = start + digits + 1;
        if (digits == before) {
          return NO_NUMBER;
        }
      }
      if (before == 0
          || before > 1 && text[start] == '0'
          || digits == EightDigits.WIDTH && next < text.length && ofNumber(text[next])) {
        return NO_NUMBER;
      }
      at = next;
      fraction = digits - before;
      return EightDigits.number(word, digits);
    }

    private long manyDigits(int start) {
      byte[] text = body;
      int end = Math.min(text.length, start + EXACT_DIGITS + 2);
      long digits = 0;
      int point = -1;
      int next = start;
      for (; next < end; next++) {
        if (isDigit(text[next])) {
          digits = digits * 10 + text[next] - '0';
        } else if (text[next] == '.' && point < 0) {
          point = next;
        } else {
          break;
        }
      }
      at = next;
      int before = (point < 0 ? next : point) - start;
      fraction = point < 0 ? 0 : next - point - 1;
      return before == 0
              || before + fraction > EXACT_DIGITS
              || point >= 0 && fraction == 0
              || before > 1 && text[start] == '0'
          ? NO_NUMBER
          : digits;
    }

    private static boolean ofNumber(byte character) {
      return isDigit(character) || character == '.';
    }

    private static boolean isDigit(byte character) {
      return character >= '0' && character <= '9';
    }

    private boolean take(char expected) {
      skipSpace();
      if (at < body.length && body[at] == expected) {
        at++;
        return true;
      }
      return false;
    }

    private boolean take(byte[] expected) {
      byte[] text = body;
      int from = at;
      int length = expected.length;
      if (length > text.length - from) {
        return false;
      }
      if (!(length < EightDigits.WIDTH
          ? sameCharacters(text, from, expected)
          : sameWords(text, from, expected))) {
        return false;
      }
      at = from + length;
      return true;
    }

    private static boolean sameCharacters(byte[] text, int from, byte[] expected) {
      for (int i = 0; i < expected.length; i++) {
        if (text[from + i] != expected[i]) {
          return false;
        }
      }
      return true;
    }

    /** Names are short: calling what compares arrays takes longer than comparing them. */
    private static boolean sameWords(byte[] text, int from, byte[] expected) {
      int last = expected.length - EightDigits.WIDTH;
      for (int i = 0; i < last; i += EightDigits.WIDTH) {
        if (EightDigits.at(text, from + i) != EightDigits.at(expected, i)) {
          return false;
        }
      }
      return EightDigits.at(text, from + last) == EightDigits.at(expected, last);
    }

    private void skipSpace() {
      if (at < body.length && body[at] <= ' ') {
        skipSpaces();
      }
    }

    private void skipSpaces() {
      while (at < body.length
          && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
        at++;
      }
    }
  }
}
