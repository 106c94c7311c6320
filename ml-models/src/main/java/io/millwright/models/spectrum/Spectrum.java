package io.millwright.models.spectrum;

import java.util.Arrays;

/**
 * A single-sided amplitude spectrum, as peak values in the unit of the samples: a sine of amplitude
 * 1 is a line of height 1.
 */
public final class Spectrum {
  private final double[] amplitudes;
  private final double resolutionHz;
  private final Taper taper;

  private Spectrum(double[] amplitudes, double resolutionHz, Taper taper) {
    this.amplitudes = amplitudes;
    this.resolutionHz = resolutionHz;
    this.taper = taper;
  }

  /**
   * The average of the powers of segments that overlap by a half (Welch, 1967), each without its
   * mean: it reduces the scatter of noise, not its level.
   *
   * @param segment samples in each, a power of two; not more than the block has
   */
  public static Spectrum welch(Block block, int segment, Taper taper) {
    if (segment < 16 || Integer.bitCount(segment) != 1 || segment > block.samples().length) {
      throw new IllegalArgumentException(
          "a segment of "
              + segment
              + " samples: it must be a power of two from 16 to the "
              + block.samples().length
              + " of the block");
    }
    double[] powers = new double[segment / 2 + 1];
    Transform transform = new Transform(segment);
    int segments = 0;
    for (int from = 0; from + segment <= block.samples().length; from += segment / 2) {
      load(transform, block.samples(), from, taper);
      transform.forward();
      for (int bin = 0; bin < powers.length; bin++) {
        double amplitude = transform.amount(bin) / (segment * taper.coherentGain());
        powers[bin] += amplitude * amplitude;
      }
      segments++;
    }
    for (int bin = 0; bin < powers.length; bin++) {
      boolean once = bin == 0 || bin == powers.length - 1;
      powers[bin] = Math.sqrt(powers[bin] / segments) * (once ? 1 : 2);
    }
    return new Spectrum(powers, block.rateHz() / segment, taper);
  }

  /** Of the longest stretch of the block that is a power of two long: the finest resolution. */
  public static Spectrum of(Block block, Taper taper) {
    return welch(block, Integer.highestOneBit(block.samples().length), taper);
  }

  private static void load(Transform transform, double[] samples, int from, Taper taper) {
    int length = transform.length();
    double mean = 0;
    for (int i = 0; i < length; i++) {
      mean += samples[from + i];
    }
    mean /= length;
    for (int i = 0; i < length; i++) {
      transform.real()[i] = (samples[from + i] - mean) * taper.at(i, length);
    }
    Arrays.fill(transform.imaginary(), 0);
  }

  /** Distance of two bins. */
  public double resolutionHz() {
    return resolutionHz;
  }

  public int bins() {
    return amplitudes.length;
  }

  /** The highest frequency. */
  public double highestHz() {
    return (amplitudes.length - 1) * resolutionHz;
  }

  /** Peak amplitude of a bin. */
  public double amplitude(int bin) {
    return amplitudes[bin];
  }

  /** The bin nearest to a frequency within the spectrum. */
  public int bin(double hz) {
    return (int) Math.max(0, Math.min(amplitudes.length - 1, Math.round(hz / resolutionHz)));
  }

  /** RMS of all that lies in a band, both ends included. */
  public double rms(double lowHz, double highHz) {
    int from = (int) Math.max(0, Math.ceil(lowHz / resolutionHz));
    int to = (int) Math.min(amplitudes.length - 1, Math.floor(highHz / resolutionHz));
    double squares = 0;
    for (int bin = from; bin <= to; bin++) {
      squares += amplitudes[bin] * amplitudes[bin] / 2;
    }
    // Each line is seen in several bins.
    return Math.sqrt(squares / taper.noiseBandwidthBins());
  }

  /**
   * The highest amplitude near a frequency; 0 where that is outside of the spectrum.
   *
   * @param share of the frequency that it may be off, at least 1.5 bins
   */
  public double line(double hz, double share) {
    double off = Math.max(hz * share, 1.5 * resolutionHz);
    if (hz - off < 0 || hz + off > highestHz()) {
      return 0;
    }
    int from = (int) Math.ceil((hz - off) / resolutionHz);
    int to = (int) Math.floor((hz + off) / resolutionHz);
    double highest = 0;
    for (int bin = from; bin <= to; bin++) {
      highest = Math.max(highest, amplitudes[bin]);
    }
    return highest;
  }

  /**
   * The floor around a frequency: median of the amplitudes within some bins to both sides.
   *
   * @param bins to each side
   */
  public double floor(double hz, int bins) {
    int middle = bin(hz);
    double[] around =
        Arrays.copyOfRange(
            amplitudes, Math.max(1, middle - bins), Math.min(amplitudes.length, middle + bins + 1));
    Arrays.sort(around);
    return around.length == 0 ? 0 : around[around.length / 2];
  }
}
