package io.millwright.models.dataset;

import io.millwright.models.spectrum.Block;

/**
 * A tenth of a second of vibration of a bearing on the PRONOSTIA test rig.
 *
 * @param number of the snapshot, from 1: one was taken every 10 s
 * @param horizontal acceleration in g, 25,600 samples per second
 * @param vertical like the horizontal one
 */
public record FemtoSnapshot(int number, Block horizontal, Block vertical) {
  private static final double SECONDS_APART = 10;

  public FemtoSnapshot {
    if (number < 1) {
      throw new IllegalArgumentException(
          "snapshot " + number + " does not exist: they count from 1");
    }
  }

  /** Time under load until then. */
  public double ageSeconds() {
    return number * SECONDS_APART;
  }
}
