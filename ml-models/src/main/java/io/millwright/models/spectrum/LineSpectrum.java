package io.millwright.models.spectrum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far the lines of a block stand out of the floor around them: 1 = the floor. It has the finest
 * resolution that the block allows, one over its length, because a bearing's lines lie close to
 * those of the shaft.
 */
public final class LineSpectrum {
  /** The fewest turns of the shaft that a block must hold: fewer do not part its lines. */
  public static final int FEWEST_TURNS = 20;

  /**
   * Width of the bands that are demodulated, in multiples of the shaft speed: three lines of an
   * inner race and their sidebands fit in.
   */
  private static final int BAND_ORDERS = 20;

  private static final int BAND_STEP_ORDERS = BAND_ORDERS / 2;

  /** How far to both sides the floor is looked for, in multiples of the shaft speed. */
  private static final double FLOOR_ORDERS = 2.0 / 3;

  private static final int FEWEST_FLOOR_BINS = 10;

  /** Above that a line of one band counts no more: no band may outvote the others. */
  private static final double CAP = 30;

  /** In shares of the frequency: how finely slips are tried. */
  private static final double SLIP_STEP = 0.0005;

  private static final double TINY = 1e-300;

  private final double[] heights;
  private final double resolutionHz;

  private LineSpectrum(double[] heights, double resolutionHz) {
    this.heights = heights;
    this.resolutionHz = resolutionHz;
  }

  /**
   * Of the samples themselves, behind a Hann taper.
   *
   * @param shaftHz turns of the shaft per second
   * @throws IllegalArgumentException if the block is shorter than {@link #FEWEST_TURNS} turns
   */
  public static LineSpectrum ofSamples(Block block, double shaftHz) {
    check(block, shaftHz);
    int count = block.samples().length;
    double mean = block.mean();
    double[] tapered = new double[count];
    for (int i = 0; i < count; i++) {
      tapered[i] = (block.samples()[i] - mean) * Taper.HANN.at(i, count);
    }
    ChirpTransform transform = ChirpTransform.of(tapered);
    double[] amounts = new double[count / 2 + 1];
    Arrays.setAll(amounts, transform::amount);
    double resolution = block.rateHz() / count;
    return new LineSpectrum(
        withNeighbours(overFloor(amounts, floorBins(shaftHz, resolution))), resolution);
  }

  /**
   * Of the squared envelopes of all bands, after cepstrum pre-whitening.
   *
   * <p>Pre-whitening sets all amplitudes of the spectrum to 1 and keeps the phases: what is
   * strictly periodic, as shafts and gears are, becomes as small as the noise, and what only comes
   * back about as often, as the strokes of a bearing do, remains (Borghesani et al., 2013; Smith
   * and Randall, 2015). Then bands of 20 shaft speeds that overlap by a half are demodulated one by
   * one, so that none has to be chosen: each one's spectrum of the squared envelope is divided by
   * its floor, and the RMS over the bands is taken. White noise stays below 1.75 in 999 of 1,000
   * blocks at the frequencies of a ball and a cage, whatever the length of the block.
   *
   * @param shaftHz turns of the shaft per second; at most an 80th of the sampling rate
   * @throws IllegalArgumentException if the block is shorter than {@link #FEWEST_TURNS} turns, or
   *     its sampling rate too low
   */
  public static LineSpectrum ofEnvelopes(Block block, double shaftHz) {
    check(block, shaftHz);
    int count = block.samples().length;
    double resolution = block.rateHz() / count;
    int width = (int) (BAND_ORDERS * shaftHz / resolution);
    int step = (int) (BAND_STEP_ORDERS * shaftHz / resolution);
    if (step + width > count / 2 - step) {
      throw new IllegalArgumentException(
          "at "
              + block.rateHz()
              + " samples per second a block has no band to demodulate for a shaft of "
              + shaftHz
              + " Hz: 80 samples a turn are needed at least");
    }
    double mean = block.mean();
    double[] centred = new double[count];
    for (int i = 0; i < count; i++) {
      centred[i] = block.samples()[i] - mean;
    }
    ChirpTransform spectrum = ChirpTransform.of(centred);
    int floorBins = floorBins(shaftHz, resolution);
    double[] squares = new double[width];
    int bands = 0;
    for (int from = step; from + width <= count / 2 - step; from += step) {
      double[] lines = overFloor(squaredEnvelope(spectrum, from, width), floorBins);
      for (int bin = 0; bin < width; bin++) {
        double line = Math.min(lines[bin], CAP);
        squares[bin] += line * line;
      }
      bands++;
    }
    for (int bin = 0; bin < width; bin++) {
      squares[bin] = Math.sqrt(squares[bin] / bands);
    }
    return new LineSpectrum(withNeighbours(overFloor(squares, floorBins)), resolution);
  }

  private static void check(Block block, double shaftHz) {
    if (!(shaftHz > 0) || Double.isInfinite(shaftHz)) {
      throw new IllegalArgumentException(
          "the shaft turns at " + shaftHz + " Hz: it must be above 0 and finite");
    }
    if (block.seconds() * shaftHz < FEWEST_TURNS) {
      throw new IllegalArgumentException(
          "a block of "
              + block.seconds()
              + " s holds less than "
              + FEWEST_TURNS
              + " turns of a shaft of "
              + shaftHz
              + " Hz");
    }
  }

  /**
   * Amounts of the spectrum of a band's squared envelope. The band's bins, moved to 0 Hz, are the
   * spectrum of its analytic signal at a rate that is just high enough for it.
   */
  private static double[] squaredEnvelope(ChirpTransform whitened, int from, int width) {
    Transform band = new Transform(Transform.length(2 * width));
    for (int bin = 0; bin < width; bin++) {
      double amount = Math.max(whitened.amount(from + bin), TINY);
      band.real()[bin] = whitened.real(from + bin) / amount;
      band.imaginary()[bin] = whitened.imaginary(from + bin) / amount;
    }
    band.inverse();
    int length = band.length();
    double mean = 0;
    for (int i = 0; i < length; i++) {
      double re = band.real()[i];
      double im = band.imaginary()[i];
      band.real()[i] = re * re + im * im;
      mean += band.real()[i] / length;
    }
    for (int i = 0; i < length; i++) {
      band.real()[i] = (band.real()[i] - mean) * Taper.HANN.at(i, length);
      band.imaginary()[i] = 0;
    }
    band.forward();
    double[] amounts = new double[width];
    Arrays.setAll(amounts, band::amount);
    return amounts;
  }

  private static int floorBins(double shaftHz, double resolutionHz) {
    return Math.max(FEWEST_FLOOR_BINS, (int) Math.rint(FLOOR_ORDERS * shaftHz / resolutionHz));
  }

  /** Each amount over the median of those within some bins to both sides, the mean left out. */
  private static double[] overFloor(double[] amounts, int bins) {
    int step = Math.max(1, bins / 8);
    double[] medians = new double[(amounts.length - 1) / step + 1];
    for (int i = 0; i < medians.length; i++) {
      int from = Math.max(1, i * step - bins);
      double[] around =
          Arrays.copyOfRange(amounts, from, Math.min(amounts.length, i * step + bins + 1));
      Arrays.sort(around);
      medians[i] = (around[(around.length - 1) / 2] + around[around.length / 2]) / 2;
    }
    double[] over = new double[amounts.length];
    for (int bin = 0; bin < over.length; bin++) {
      int before = bin / step;
      int after = Math.min(before + 1, medians.length - 1);
      double share = (double) (bin % step) / step;
      double floor = medians[before] + share * (medians[after] - medians[before]);
      over[bin] = amounts[bin] / Math.max(floor, TINY);
    }
    return over;
  }

  /** The highest of each bin and the two beside it: a line lies between bins. */
  private static double[] withNeighbours(double[] amounts) {
    double[] highest = amounts.clone();
    for (int bin = 0; bin + 1 < amounts.length; bin++) {
      highest[bin] = Math.max(highest[bin], amounts[bin + 1]);
      highest[bin + 1] = Math.max(highest[bin + 1], amounts[bin]);
    }
    return highest;
  }

  /** Distance of two bins. */
  public double resolutionHz() {
    return resolutionHz;
  }

  /** The highest frequency. */
  public double highestHz() {
    return (heights.length - 1) * resolutionHz;
  }

  /**
   * A line and its harmonics. All are looked for at the same slip, that at which they stand out
   * most: harmonics that each were free would find a line of something else nearby.
   *
   * @param hz where the first is expected; above 0
   * @param harmonics how many, the first included; those beyond the spectrum do not count
   * @param slip share of the frequency that they may be off, from 0 to 0.1
   */
  public LineFamily family(double hz, int harmonics, double slip) {
    if (!(hz > 0) || harmonics < 1 || !(slip >= 0 && slip <= 0.1)) {
      throw new IllegalArgumentException(
          harmonics
              + " lines from "
              + hz
              + " Hz with a slip of "
              + slip
              + ": the frequency must be above 0, the slip from 0 to 0.1");
    }
    int slips = (int) Math.rint(slip / SLIP_STEP);
    double best = 0;
    double found = hz;
    for (int i = -slips; i <= slips; i++) {
      double tried = hz * (1 + i * SLIP_STEP);
      double height = height(tried, harmonics);
      if (height > best) {
        best = height;
        found = tried;
      }
    }
    List<Double> each = new ArrayList<>();
    for (int harmonic = 1; harmonic <= harmonics && contains(harmonic * found); harmonic++) {
      each.add(heights[bin(harmonic * found)]);
    }
    return new LineFamily(hz, found, best, each);
  }

  /** Geometric mean over the harmonics; 0 if all are beyond the spectrum. */
  private double height(double hz, int harmonics) {
    double logs = 0;
    int count = 0;
    for (int harmonic = 1; harmonic <= harmonics && contains(harmonic * hz); harmonic++) {
      logs += Math.log(Math.max(heights[bin(harmonic * hz)], TINY));
      count++;
    }
    return count == 0 ? 0 : Math.exp(logs / count);
  }

  private boolean contains(double hz) {
    return bin(hz) < heights.length;
  }

  private int bin(double hz) {
    return (int) Math.min(Integer.MAX_VALUE, Math.rint(hz / resolutionHz));
  }
}
