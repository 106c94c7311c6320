package io.millwright.gateway.waveform;

import com.google.protobuf.ByteString;
import io.millwright.contracts.measurement.QualityReason;
import io.millwright.contracts.measurement.WaveformSamples;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.reading.EventTime;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.reading.Shown;
import io.millwright.gateway.reading.UnusableMessageException;
import org.jspecify.annotations.Nullable;

/** The rules that a waveform must keep, whatever its body was written in. */
final class WaveformBuilder {
  static final int MAX_FLOATS = WaveformSamples.MAX_BYTES / Float.BYTES;
  static final int MAX_INT16 = WaveformSamples.MAX_BYTES / Short.BYTES;

  /** Above what any transducer delivers; a larger number is a mistake. */
  private static final double MAX_RATE_HZ = 1e9;

  private WaveformBuilder() {}

  static void checkRate(double rate) throws UnusableMessageException {
    if (!(rate > 0 && rate <= MAX_RATE_HZ)) {
      throw content(
          "rate is "
              + EventTime.plain(rate)
              + ": send samples per second, above 0 and at most 1000000000");
    }
  }

  static void checkUnit(String unit) throws UnusableMessageException {
    if (!UcumSyntax.isCode(unit)) {
      throw content(
          "unit '"
              + Shown.text(unit)
              + "' is not a UCUM code: send one such as m/s2, [g], mm/s, um, A or 1 (no dimension)");
    }
  }

  static void checkScale(double scale, double offset) throws UnusableMessageException {
    if (scale == 0
        || !Double.isFinite(scale)
        || !Double.isFinite(offset)
        || Math.abs(scale) * 32_768 + Math.abs(offset) > Float.MAX_VALUE) {
      throw content(
          "scale "
              + scale
              + " with offset "
              + offset
              + " gives no usable samples: a sample is offset + scale * number, so send a finite scale"
              + " other than 0 and a finite offset");
    }
  }

  static void checkCount(int count, int most) throws UnusableMessageException {
    if (count == 0) {
      throw content("there are no samples: send at least one");
    }
    if (count > most) {
      throw new UnusableMessageException(
          Rejection.Kind.SIZE,
          "there are more than "
              + most
              + " samples: send 1 MiB at most in a block, which is "
              + MAX_FLOATS
              + " floats or "
              + MAX_INT16
              + " int16, and several blocks");
    }
  }

  static void checkFinite(float sample, int index) throws UnusableMessageException {
    if (!Float.isFinite(sample)) {
      throw content(
          "sample "
              + index
              + " is "
              + sample
              + ": send finite numbers of 32 bits; split the block where the signal was lost");
    }
  }

  static void setInt16(Waveform.Builder builder, ByteString samples, double scale, double offset)
      throws UnusableMessageException {
    if (samples.size() % Short.BYTES != 0) {
      throw content(
          "the int16 samples are "
              + samples.size()
              + " bytes: two bytes are a sample, so their number must be even");
    }
    checkCount(samples.size() / Short.BYTES, MAX_INT16);
    checkScale(scale, offset);
    builder.setInt16Samples(samples).setScale(scale).setOffset(offset);
  }

  /**
   * Sets when a block began. One whose device has no clock, or one that cannot be right, is taken
   * to end when it is received.
   *
   * @param stated microseconds since 1970; null = the device did not say
   */
  static void setTime(
      Waveform.Builder block, @Nullable Long stated, int count, long received, EventTime time)
      throws UnusableMessageException {
    QualityReason doubt = stated == null ? QualityReason.NONE : time.doubt(stated, received);
    if (stated != null && doubt == QualityReason.NONE) {
      block.setStartTimeMicros(stated);
      return;
    }
    double seconds = count / block.getSamplingRateHz();
    // Far beyond what can be right, and no overflow.
    long start = received - Math.round(Math.min(seconds, 1e11) * 1e6);
    if (time.doubt(start, received) != QualityReason.NONE) {
      throw content(
          "rate is "
              + EventTime.plain(block.getSamplingRateHz())
              + ": a block of "
              + count
              + " samples that ends now would have begun before all readings; send samples per second");
    }
    block.setStartTimeMicros(start).setTimeReason(doubt.code());
  }

  static UnusableMessageException content(String reason) {
    return new UnusableMessageException(Rejection.Kind.CONTENT, reason);
  }
}
