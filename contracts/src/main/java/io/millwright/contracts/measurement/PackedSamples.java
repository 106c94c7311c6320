package io.millwright.contracts.measurement;

import com.google.protobuf.ByteString;
import io.millwright.contracts.wire.Waveform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The samples of a waveform as one compressed block, without loss.
 *
 * <p>Both encodings put the first bytes of all samples together, then all second bytes and so on,
 * because those that are alike compress well side by side, and deflate that (zlib's format). {@link
 * #FLOATS} has samples of 4 bytes, {@link #INTEGERS} numbers of 2 bytes, little-endian both; before
 * the numbers are scale and offset as big-endian doubles: a sample is {@code offset + scale *
 * number}.
 *
 * @param encoding {@link #FLOATS} or {@link #INTEGERS}
 * @param count how many samples, 1 to 524,288
 * @param block not to be changed by whoever gets it
 */
@SuppressWarnings("ArrayRecordComponent") // blocks are handed over, not compared
public record PackedSamples(String encoding, int count, byte[] block) {
  public static final String FLOATS = "f32+shuffle+deflate";
  public static final String INTEGERS = "i16+shuffle+deflate";

  private static final int MOST = WaveformSamples.MAX_BYTES / Short.BYTES;
  private static final int SCALE_BYTES = 2 * Double.BYTES;

  public PackedSamples {
    if (!encoding.equals(FLOATS) && !encoding.equals(INTEGERS)) {
      throw new IllegalArgumentException(
          "samples are encoded as '" + encoding + "': known are " + FLOATS + " and " + INTEGERS);
    }
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException(
          "a waveform must have 1 to " + MOST + " samples, but has " + count);
    }
  }

  /**
   * Packs the samples of a waveform.
   *
   * @throws IllegalArgumentException if it has none, more than one may have, or both kinds
   */
  public static PackedSamples of(Waveform waveform) {
    ByteString numbers = waveform.getInt16Samples();
    int count = WaveformSamples.count(waveform);
    boolean floats = numbers.isEmpty();
    if (!floats && (waveform.getSamplesCount() > 0 || numbers.size() % Short.BYTES != 0)) {
      throw new IllegalArgumentException(
          "a waveform must have floats or numbers of 2 bytes, but has "
              + waveform.getSamplesCount()
              + " floats and "
              + numbers.size()
              + " bytes");
    }
    // Before anything is made of so many.
    PackedSamples checked = new PackedSamples(floats ? FLOATS : INTEGERS, count, new byte[0]);
    ByteBuffer plain;
    if (floats) {
      plain = ByteBuffer.allocate(count * Float.BYTES);
      for (int i = 0; i < count; i++) {
        int bits = Float.floatToRawIntBits(waveform.getSamples(i));
        for (int place = 0; place < Float.BYTES; place++) {
          plain.put(place * count + i, (byte) (bits >>> 8 * place));
        }
      }
    } else {
      plain = ByteBuffer.allocate(SCALE_BYTES + count * Short.BYTES);
      plain
          .putDouble(waveform.hasScale() ? waveform.getScale() : 1)
          .putDouble(waveform.getOffset());
      for (int i = 0; i < count; i++) {
        plain.put(SCALE_BYTES + i, numbers.byteAt(2 * i));
        plain.put(SCALE_BYTES + count + i, numbers.byteAt(2 * i + 1));
      }
    }
    return new PackedSamples(checked.encoding, count, deflated(plain.array()));
  }

  /**
   * The samples, as {@link WaveformSamples#of} gives them.
   *
   * @throws IllegalArgumentException if the block is not of this encoding and count
   */
  public float[] samples() {
    float[] samples = new float[count];
    if (encoding.equals(FLOATS)) {
      byte[] plain = inflated(count * Float.BYTES);
      for (int i = 0; i < count; i++) {
        int bits = 0;
        for (int place = 0; place < Float.BYTES; place++) {
          bits |= (plain[place * count + i] & 0xFF) << 8 * place;
        }
        samples[i] = Float.intBitsToFloat(bits);
      }
      return samples;
    }
    ByteBuffer plain = ByteBuffer.wrap(inflated(SCALE_BYTES + count * Short.BYTES));
    plain.order(ByteOrder.BIG_ENDIAN);
    double scale = plain.getDouble();
    double offset = plain.getDouble();
    for (int i = 0; i < count; i++) {
      int number = plain.get(SCALE_BYTES + i) & 0xFF | plain.get(SCALE_BYTES + count + i) << 8;
      samples[i] = (float) (offset + scale * number);
    }
    return samples;
  }

  private static byte[] deflated(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(plain);
      deflater.finish();
      // What cannot be compressed grows by 5 bytes a 16 KiB.
      byte[] packed = new byte[plain.length + plain.length / 1_000 + 64];
      int size = deflater.deflate(packed);
      return Arrays.copyOf(packed, size);
    } finally {
      deflater.end();
    }
  }

  private byte[] inflated(int size) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(block);
      // One more, to see that there is no more.
      byte[] plain = new byte[size + 1];
      int found = inflater.inflate(plain);
      if (found != size || !inflater.finished()) {
        throw new IllegalArgumentException(
            "a block of " + count + " samples (" + encoding + ") must hold " + size + " bytes");
      }
      return plain;
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("the block is not compressed as " + encoding, e);
    } finally {
      inflater.end();
    }
  }
}
