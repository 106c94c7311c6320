package io.millwright.models.spectrum;

/**
 * A window that a block is multiplied with before its transform, so that lines between two bins do
 * not leak far.
 */
public enum Taper {
  /** For blocks that hold whole periods only. */
  RECTANGULAR(1),
  /** The usual: narrow lines, little leakage. */
  HANN(0.5, 0.5),
  /**
   * For amplitudes: right to 0.1 % wherever a line lies, at the cost of wide lines (ISO 18431-2).
   */
  FLAT_TOP(0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368);

  private final double[] cosines;

  /** Of a sum of cosines with alternating signs. */
  Taper(double... cosines) {
    this.cosines = cosines;
  }

  /** The factor of a sample. */
  double at(int sample, int length) {
    double angle = 2 * Math.PI * sample / length;
    double factor = 0;
    double sign = 1;
    for (int i = 0; i < cosines.length; i++) {
      factor += sign * cosines[i] * Math.cos(i * angle);
      sign = -sign;
    }
    return factor;
  }

  /** Mean of the factors: what a line's amplitude is multiplied by. */
  public double coherentGain() {
    return cosines[0];
  }

  /** How many bins wide a filter would be that lets as much noise pass. */
  public double noiseBandwidthBins() {
    double squares = cosines[0] * cosines[0];
    for (int i = 1; i < cosines.length; i++) {
      squares += cosines[i] * cosines[i] / 2;
    }
    return squares / (cosines[0] * cosines[0]);
  }
}
