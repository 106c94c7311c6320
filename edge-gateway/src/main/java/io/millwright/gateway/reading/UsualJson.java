package io.millwright.gateway.reading;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import java.util.Arrays;
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
  private final EventTime eventTime;

  private UsualJson(List<String> points, byte[][] names, EventTime eventTime) {
    this.points = points;
    this.names = names;
    this.eventTime = eventTime;
  }

  /**
   * A reader of bodies with these points.
   *
   * @param points of an earlier message: their names need no escape in JSON
   * @return null = they are none
   */
  static @Nullable UsualJson of(List<String> points, EventTime eventTime) {
    return points.isEmpty()
        ? null
        : new UsualJson(
            points,
            points.stream()
                .map(name -> ('"' + name + '"').getBytes(US_ASCII))
                .toArray(byte[][]::new),
            eventTime);
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
            millis == NO_NUMBER ? received : eventTime.fromMillis(millis, received),
            values,
            Math.max(0, sequence),
            received);
      } catch (UnusableMessageException e) {
        return null;
      }
    }

    private boolean values(double[] values) {
      if (!take('{')) {
        return false;
      }
      for (int i = 0; i < values.length; i++) {
        if (i > 0 && !take(',')) {
          return false;
        }
        skipSpace();
        if (!take(names[i]) || !take(':')) {
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

    /** A whole number that is not negative. */
    private long whole() {
      long digits = number();
      return fraction == 0 && digits >= 0 ? digits : NO_NUMBER;
    }

    /** All digits of a decimal number; how many of them are behind the point is in fraction. */
    private long number() {
      skipSpace();
      byte[] text = body;
      int next = at;
      boolean negative = next < text.length && text[next] == '-';
      if (negative) {
        next++;
      }
      int start = next;
      int end = Math.min(text.length, start + EXACT_DIGITS + 2);
      long digits = 0;
      int point = -1;
      for (; next < end; next++) {
        int digit = text[next] - '0';
        if (digit >= 0 && digit <= 9) {
          digits = digits * 10 + digit;
        } else if (text[next] == '.' && point < 0) {
          point = next;
        } else {
          break;
        }
      }
      at = next;
      int before = (point < 0 ? next : point) - start;
      fraction = point < 0 ? 0 : next - point - 1;
      boolean leadingZero = before > 1 && text[start] == '0';
      boolean exponent = next < text.length && (text[next] | 0x20) == 'e';
      if (before == 0
          || before + fraction > EXACT_DIGITS
          || point >= 0 && fraction == 0
          || leadingZero
          || exponent
          || negative && digits == 0) {
        return NO_NUMBER;
      }
      return negative ? -digits : digits;
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
      int end = at + expected.length;
      if (end > body.length || !Arrays.equals(body, at, end, expected, 0, expected.length)) {
        return false;
      }
      at = end;
      return true;
    }

    private void skipSpace() {
      while (at < body.length
          && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
        at++;
      }
    }
  }
}
