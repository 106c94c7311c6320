package io.millwright.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Bodies of messages in Millwright's JSON. The values are written once; a time and a number are put
 * around them for each message, so that making one costs little more than copying it.
 */
public final class Payloads {
  /** Twice as many as fit into the window of the compressor, so that it finds no repetition. */
  private static final int DIFFERENT = 2_048;

  private static final byte[] HEAD = "{\"ts\":".getBytes(US_ASCII);
  private static final int LONGEST_FRAME = HEAD.length + 20 + 20 + 1;

  private final byte[][] middles = new byte[DIFFERENT][];
  private int next;
  private int longest;

  /**
   * @param values in each message, 1 to 1,000
   */
  public Payloads(int values) {
    if (values < 1 || values > 1_000) {
      throw new IllegalArgumentException("values must be 1 to 1000, but was " + values);
    }
    SplittableRandom random = new SplittableRandom(values);
    for (int i = 0; i < DIFFERENT; i++) {
      middles[i] = middle(values, random).getBytes(US_ASCII);
      longest = Math.max(longest, middles[i].length);
    }
  }

  private static String middle(int values, SplittableRandom random) {
    StringBuilder text = new StringBuilder(",\"values\":{");
    for (int v = 0; v < values; v++) {
      text.append(v == 0 ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "\"%s\":%.4f",
                  BenchDevice.point(v),
                  400 + 200 * random.nextDouble()));
    }
    return text.append("},\"seq\":").toString();
  }

  /** Bytes that {@link #write} needs at most. */
  public int longest() {
    return longest + LONGEST_FRAME;
  }

  /**
   * Writes the next body.
   *
   * @return how many bytes it has
   */
  public int write(byte[] target, long timeMillis, long sequence) {
    int at = copy(HEAD, target, 0);
    at = digits(timeMillis, target, at);
    at = copy(middles[next++ & DIFFERENT - 1], target, at);
    at = digits(sequence, target, at);
    target[at++] = '}';
    return at;
  }

  private static int copy(byte[] source, byte[] target, int at) {
    System.arraycopy(source, 0, target, at, source.length);
    return at + source.length;
  }

  private static int digits(long number, byte[] target, int at) {
    int end = at + 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      end++;
    }
    long rest = number;
    for (int i = end - 1; i >= at; i--) {
      target[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return end;
  }
}
