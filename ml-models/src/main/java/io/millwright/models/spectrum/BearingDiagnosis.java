package io.millwright.models.spectrum;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the lines of a block of vibration say about a rolling bearing.
 *
 * <pre>
 *   lines of one race in the envelope,
 *   clearly above those of the other?      -- yes --&gt; that race
 *        | no
 *   a line of a ball or the cage in it?    -- yes --&gt; ball
 *        | no
 *   lines of a race in it?                 -- yes --&gt; that race
 *        | no
 *   lines of a race in the samples?        -- yes --&gt; that race
 *        | no
 *   nothing is suspected
 * </pre>
 *
 * The order matters: a damaged race is struck by one element after the other, whose differences
 * come round with the cage, so its envelope shows lines of cage and ball beside its own; a damaged
 * ball shows the cage and no strong line of a race. Shallow damage of a race strikes so evenly that
 * pre-whitening takes it for the work of a shaft; it shows in the samples themselves instead.
 *
 * <p>Nothing is compared with an absolute level, so the mounting and the unit of the sensor do not
 * matter. A cage that is damaged itself cannot be told from a ball: both show the line of the cage.
 *
 * @param shaftHz turns of the shaft per second
 * @param envelope lines of each part in the envelope, see {@link LineSpectrum#ofEnvelopes}
 * @param samples lines of both races in the samples, see {@link LineSpectrum#ofSamples}
 */
public record BearingDiagnosis(
    double shaftHz, Map<BearingPart, LineFamily> envelope, Map<BearingPart, LineFamily> samples) {
  /** Lines of a race in the envelope, harmonics included. */
  private static final int RACE_HARMONICS = 3;

  /** A ball turns as it rolls: its harmonics are smeared, and the first line says most. */
  private static final int ELEMENT_HARMONICS = 1;

  /** Lines of a race in the samples: eight, because some of them fall where nothing resounds. */
  private static final int FAMILY_HARMONICS = 8;

  public BearingDiagnosis {
    envelope = Map.copyOf(envelope);
    samples = Map.copyOf(samples);
    if (envelope.size() != BearingPart.values().length
        || !samples.containsKey(BearingPart.OUTER_RACE)
        || !samples.containsKey(BearingPart.INNER_RACE)) {
      throw new IllegalArgumentException(
          "lines of " + envelope.keySet() + " and " + samples.keySet() + " are not all there are");
    }
  }

  /**
   * Looks for the lines.
   *
   * @param block acceleration at the bearing, in any unit; at a speed that is steady to about a
   *     part in 1,000
   * @param shaftHz turns of the shaft per second, measured: a part in 100 is already slip
   * @throws IllegalArgumentException if the block is too short or its sampling rate too low for
   *     such a shaft
   */
  public static BearingDiagnosis of(Block block, Bearing bearing, double shaftHz) {
    LineSpectrum envelopeLines = LineSpectrum.ofEnvelopes(block, shaftHz);
    LineSpectrum sampleLines = LineSpectrum.ofSamples(block, shaftHz);
    Map<BearingPart, LineFamily> envelope = new EnumMap<>(BearingPart.class);
    Map<BearingPart, LineFamily> samples = new EnumMap<>(BearingPart.class);
    for (BearingPart part : BearingPart.values()) {
      double hz = part.multiple(bearing) * shaftHz;
      int harmonics = part.isRace() ? RACE_HARMONICS : ELEMENT_HARMONICS;
      envelope.put(part, envelopeLines.family(hz, harmonics, LineEnergy.SLIP));
      if (part.isRace()) {
        samples.put(part, sampleLines.family(hz, FAMILY_HARMONICS, LineEnergy.SLIP));
      }
    }
    return new BearingDiagnosis(shaftHz, envelope, samples);
  }

  /** The part that the lines speak of; none if they are all behind the limits. */
  public Optional<BearingPart> suspect(BearingLimits limits) {
    BearingPart race = higher(envelope, BearingPart.OUTER_RACE, BearingPart.INNER_RACE);
    BearingPart other =
        race == BearingPart.OUTER_RACE ? BearingPart.INNER_RACE : BearingPart.OUTER_RACE;
    double raceLine = height(envelope, race);
    boolean raceStrikes = raceLine > limits.line();
    // Where the other race's lines are below the floor, how far is chance.
    double above = raceLine / Math.max(1, height(envelope, other));
    if (raceStrikes && above > limits.raceRatio()) {
      return Optional.of(race);
    }
    BearingPart element = higher(envelope, BearingPart.BALL, BearingPart.CAGE);
    if (height(envelope, element) > limits.line()) {
      return Optional.of(BearingPart.BALL);
    }
    if (raceStrikes) {
      return Optional.of(race);
    }
    BearingPart family = higher(samples, BearingPart.OUTER_RACE, BearingPart.INNER_RACE);
    return height(samples, family) > limits.raceFamily() ? Optional.of(family) : Optional.empty();
  }

  /**
   * How far the lines of a part are beyond their limits, for a plan's limit at 1: above 1 for the
   * suspected part only. Lines of another part that are beyond their own limit are explained by the
   * suspected one and count as 1.
   */
  public double indicator(BearingPart part, BearingLimits limits) {
    double ratio =
        switch (part) {
          case OUTER_RACE, INNER_RACE ->
              Math.max(
                  height(envelope, part) / limits.line(),
                  height(samples, part) / limits.raceFamily());
          case BALL ->
              Math.max(height(envelope, part), height(envelope, BearingPart.CAGE)) / limits.line();
          case CAGE -> height(envelope, part) / limits.line();
        };
    return suspect(limits).filter(suspected -> suspected == part).isPresent()
        ? ratio
        : Math.min(ratio, 1);
  }

  private static BearingPart higher(
      Map<BearingPart, LineFamily> lines, BearingPart first, BearingPart second) {
    return height(lines, first) >= height(lines, second) ? first : second;
  }

  private static double height(Map<BearingPart, LineFamily> lines, BearingPart part) {
    LineFamily family = lines.get(part);
    return family == null ? 0 : family.height();
  }
}
