package io.millwright.models.spectrum;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Vibration of a machine with a bearing: a shaft that is out of balance, noise, and strokes that
 * ring a resonance and come about as often as they should.
 */
public final class BearingSignal {
  public static final Bearing BEARING = Bearing.ofGeometry(9, 7.94, 39.04, 0);
  public static final double SHAFT_HZ = 29.95;
  private static final double RATE_HZ = 12_000;
  private static final double RESONANCE_HZ = 3_100;
  private static final double DECAY_PER_SECOND = 900;
  private static final int RINGING_SAMPLES = 100;

  /** Each stroke comes this much of a period too early or too late, and so do all behind it. */
  private static final double JITTER = 0.004;

  private final Random random;
  private final double[] samples;

  public BearingSignal(long seed, double seconds) {
    random = new Random(seed);
    samples = new double[(int) (seconds * RATE_HZ)];
  }

  public BearingSignal noise(double deviation) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] += deviation * random.nextGaussian();
    }
    return this;
  }

  public BearingSignal sine(double hz, double amplitude) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] += amplitude * Math.sin(2 * Math.PI * hz * i / RATE_HZ);
    }
    return this;
  }

  /**
   * Strokes with jitter.
   *
   * @param force by the second of the stroke
   */
  public BearingSignal strokes(double hz, DoubleUnaryOperator force) {
    double second = 0.5 / hz;
    while (second < samples.length / RATE_HZ) {
      int first = (int) Math.ceil(second * RATE_HZ);
      double amplitude = force.applyAsDouble(second);
      for (int i = first; i < Math.min(samples.length, first + RINGING_SAMPLES); i++) {
        double since = i / RATE_HZ - second;
        samples[i] +=
            amplitude
                * Math.exp(-since * DECAY_PER_SECOND)
                * Math.sin(2 * Math.PI * RESONANCE_HZ * since);
      }
      second += (1 + JITTER * random.nextGaussian()) / hz;
    }
    return this;
  }

  /** A pit of the outer race, at rest in the load zone: all strokes are the same. */
  public BearingSignal outerRace(double slip) {
    return strokes(BEARING.outerRace() * SHAFT_HZ * (1 + slip), t -> 1);
  }

  /** A pit of the inner race, which the shaft carries through the load zone. */
  public BearingSignal innerRace(double slip) {
    return strokes(BEARING.innerRace() * SHAFT_HZ * (1 + slip), t -> load(SHAFT_HZ, t));
  }

  /** A pit of a ball, which the cage carries through the load zone. */
  public BearingSignal ball(double slip) {
    return strokes(
        BEARING.ball() * SHAFT_HZ * (1 + slip), t -> 1.5 * load(BEARING.cage() * SHAFT_HZ, t));
  }

  private static double load(double hz, double second) {
    return Math.max(0, Math.cos(2 * Math.PI * hz * second));
  }

  public Block block() {
    return new Block(samples, RATE_HZ);
  }
}
