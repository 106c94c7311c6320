package io.millwright.gateway.reading;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight characters of ASCII text in one word, the first in its lowest byte: a number of up to eight
 * digits is read in a few steps instead of one for each digit.
 */
final class EightDigits {
  static final int WIDTH = Long.BYTES;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ZEROS = 0x3030303030303030L;

  private EightDigits() {}

  /** The characters from there on; the text must have as many. */
  static long at(byte[] text, int from) {
    return (long) WORD.get(text, from);
  }

  /** How many characters are digits before the first that is none: 0 to 8. */
  static int count(long word) {
    long apart = word ^ ZEROS;
    // Adding makes the highest bit of a byte of 10 to 127; a carry only reaches what is behind it.
    long others = (apart + 0x7676767676767676L | apart) & 0x8080808080808080L;
    return Long.numberOfTrailingZeros(others) / Byte.SIZE;
  }

  /** One word without the character at a place, for which the next word's first moves in. */
  static long without(int place, long word, long oneFurther) {
    long behind = -1L << place * Byte.SIZE;
    return word & ~behind | oneFurther & behind;
  }

  /**
   * The number that the first characters make.
   *
   * @param digits 1 to 8, as many as {@link #count} says at most
   */
  static long number(long word, int digits) {
    // With zeros in front. Then neighbours are put together: digits, pairs, fours.
    long each = (word ^ ZEROS) << (WIDTH - digits) * Byte.SIZE;
    long pairs = each * (10 << 8 | 1) >>> 8 & 0x00FF00FF00FF00FFL;
    long fours = pairs * (100 << 16 | 1) >>> 16 & 0x0000FFFF0000FFFFL;
    return fours * (10_000L << 32 | 1) >>> 32;
  }
}
