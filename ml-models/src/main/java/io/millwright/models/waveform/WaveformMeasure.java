package io.millwright.models.waveform;

import io.millwright.models.spectrum.Bearing;
import io.millwright.models.spectrum.BearingDiagnosis;
import io.millwright.models.spectrum.BearingLimits;
import io.millwright.models.spectrum.BearingPart;
import io.millwright.models.spectrum.Block;
import io.millwright.models.spectrum.Envelope;
import io.millwright.models.spectrum.Integration;
import io.millwright.models.spectrum.Spectrum;
import io.millwright.models.spectrum.Taper;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number that is made of a block, as a plan names it: {@code velocity-rms(10,1000)}.
 *
 * @param kind what
 * @param low lower end of the band in Hz; of an order which one
 * @param high upper end of the band in Hz; NaN = none
 */
public record WaveformMeasure(Kind kind, double low, double high) {
  private static final Pattern NAME =
      Pattern.compile(
          "([a-z-]+)(?:\\(([0-9]{1,6}(?:\\.[0-9]{1,6})?)(?:,([0-9]{1,6}(?:\\.[0-9]{1,6})?))?\\))?");

  /** How far a line may be from where the speed puts it, as a share; at least 1.5 bins. */
  private static final double SPEED_TOLERANCE = 0.01;

  /** Sidebands of a gear mesh that count with it: so many turns of the shaft to both sides. */
  private static final double SIDEBANDS = 2.5;

  private static final double STANDARD_GRAVITY = 9.80665;

  /** What can be made. */
  public enum Kind {
    VELOCITY_RMS("velocity-rms", 2, "vibration velocity in a band, mm/s, of acceleration"),
    RMS("rms", 2, "RMS in a band, in the unit of the samples"),
    ENVELOPE_RMS("envelope-rms", 2, "RMS of the changes of a band's envelope"),
    PEAK("peak", 0, "greatest distance from the mean"),
    CREST("crest", 0, "peak over RMS: 1.414 for a sine, 3 to 5 for noise"),
    KURTOSIS("pearson-kurtosis", 0, "3 for noise, 1.5 for a sine, more for blows"),
    SKEWNESS("skewness", 0, "0 where both sides are alike"),
    ORDER("order", 1, "RMS at a multiple of the shaft's speed"),
    GEAR_MESH("gear-mesh", 0, "RMS at the gear mesh with its sidebands"),
    OUTER_RACE("outer-race", 0, "lines of the bearing's outer race over their limit"),
    INNER_RACE("inner-race", 0, "lines of the inner race over their limit"),
    BALL("ball", 0, "lines of a rolling element over their limit"),
    CAGE("cage", 0, "lines of the cage over their limit");

    private final String word;
    private final int numbers;
    private final String meaning;

    Kind(String word, int numbers, String meaning) {
      this.word = word;
      this.numbers = numbers;
      this.meaning = meaning;
    }

    /** As plans write it. */
    public String word() {
      return word;
    }

    public String meaning() {
      return meaning;
    }

    /** Whether it can be told only with the speed of the shaft. */
    boolean needsSpeed() {
      return compareTo(ORDER) >= 0;
    }

    /** Whether it can be told only with the geometry of a bearing. */
    public boolean needsBearing() {
      return compareTo(OUTER_RACE) >= 0;
    }
  }

  /** The measure of that name, or null when there is none. */
  public static @Nullable WaveformMeasure find(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return null;
    }
    int numbers = (matcher.group(2) == null ? 0 : 1) + (matcher.group(3) == null ? 0 : 1);
    for (Kind kind : Kind.values()) {
      if (kind.word.equals(matcher.group(1)) && kind.numbers == numbers) {
        double low = numbers < 1 ? 0 : Double.parseDouble(matcher.group(2));
        double high = numbers < 2 ? Double.NaN : Double.parseDouble(matcher.group(3));
        return numbers == 2 && !(low > 0 && high > low) || kind == Kind.ORDER && low == 0
            ? null
            : new WaveformMeasure(kind, low, high);
      }
    }
    return null;
  }

  /** What a plan may write, for messages. */
  public static String known() {
    return String.join(
        ", ",
        List.of(Kind.values()).stream()
            .map(
                kind ->
                    switch (kind.numbers) {
                      case 2 -> kind.word + "(10,1000)";
                      case 1 -> kind.word + "(1)";
                      default -> kind.word;
                    })
            .toList());
  }

  /**
   * Its value for a block; NaN = the block cannot tell, by its length, its rate or an unknown
   * speed.
   *
   * @param shaftHz turns of the shaft per second; NaN = not known
   * @param lines what was found of the bearing, made once for all measures; null = not looked at
   */
  double of(Block block, String unit, double shaftHz, int teeth, @Nullable BearingDiagnosis lines) {
    if (kind.needsSpeed() && Double.isNaN(shaftHz)) {
      return Double.NaN;
    }
    try {
      return switch (kind) {
        case VELOCITY_RMS -> Integration.velocityRms(inMetres(block, unit), low, high);
        case RMS -> averaged(block).rms(low, high);
        case ENVELOPE_RMS -> Moment.of(Envelope.of(block, low, high)).deviation();
        case PEAK -> Moment.of(block).peak();
        case CREST -> Moment.of(block).crest();
        case KURTOSIS -> Moment.of(block).kurtosis();
        case SKEWNESS -> Moment.of(block).skewness();
        case ORDER -> {
          double off =
              Math.max(low * shaftHz * SPEED_TOLERANCE, 2 * block.rateHz() / longest(block));
          yield spectrum(block).rms(low * shaftHz - off, low * shaftHz + off);
        }
        case GEAR_MESH ->
            spectrum(block).rms((teeth - SIDEBANDS) * shaftHz, (teeth + SIDEBANDS) * shaftHz);
        case OUTER_RACE -> indicator(lines, BearingPart.OUTER_RACE);
        case INNER_RACE -> indicator(lines, BearingPart.INNER_RACE);
        case BALL -> indicator(lines, BearingPart.BALL);
        case CAGE -> indicator(lines, BearingPart.CAGE);
      };
    } catch (IllegalArgumentException e) {
      // Too short or too slow for the band that is asked for: a gap, as the plan cannot know.
      return Double.NaN;
    }
  }

  private static double indicator(@Nullable BearingDiagnosis lines, BearingPart part) {
    return lines == null ? Double.NaN : lines.indicator(part, BearingLimits.OF_300_TURNS);
  }

  private static Spectrum spectrum(Block block) {
    return Spectrum.of(block, Taper.HANN);
  }

  /** Of segments that overlap: a level in a band scatters less. */
  private static Spectrum averaged(Block block) {
    return Spectrum.welch(block, Math.max(16, longest(block) / 2), Taper.HANN);
  }

  private static int longest(Block block) {
    return Integer.highestOneBit(block.samples().length);
  }

  /** Acceleration in m/s2. */
  private static Block inMetres(Block block, String unit) {
    if (!unit.equals("[g]")) {
      return block;
    }
    double[] samples = block.samples().clone();
    for (int i = 0; i < samples.length; i++) {
      samples[i] *= STANDARD_GRAVITY;
    }
    return new Block(samples, block.rateHz());
  }

  /** What is found of a bearing, or null when the block cannot tell. */
  static @Nullable BearingDiagnosis diagnosis(Block block, Bearing bearing, double shaftHz) {
    try {
      return BearingDiagnosis.of(block, bearing, shaftHz);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
