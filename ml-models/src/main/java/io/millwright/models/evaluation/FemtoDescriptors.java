package io.millwright.models.evaluation;

import io.millwright.models.dataset.FemtoSnapshot;
import io.millwright.models.spectrum.Block;
import io.millwright.models.spectrum.Spectrum;
import io.millwright.models.spectrum.Taper;

/**
 * What is kept of a snapshot: two scalars for the monitoring, and one to judge it by afterwards.
 *
 * @param ageSeconds of the bearing
 * @param horizontalRms of 1 to 10 kHz, in g: where a rolling bearing's strokes ring. Below it are
 *     the speed of the shaft and its first harmonics, above it the sampling rate ends (a 2.56th)
 * @param verticalRms like the horizontal one
 * @param totalRms of both directions and all frequencies from 20 Hz, in g
 */
public record FemtoDescriptors(
    double ageSeconds, double horizontalRms, double verticalRms, double totalRms) {
  private static final double LOW_HZ = 1_000;
  private static final double HIGH_HZ = 10_000;
  private static final double TOTAL_LOW_HZ = 20;

  /** Segments that overlap by a half and together make the whole of a snapshot. */
  private static final int SEGMENT = 1_024;

  public static FemtoDescriptors of(FemtoSnapshot snapshot) {
    Spectrum horizontal = spectrum(snapshot.horizontal());
    Spectrum vertical = spectrum(snapshot.vertical());
    return new FemtoDescriptors(
        snapshot.ageSeconds(),
        horizontal.rms(LOW_HZ, HIGH_HZ),
        vertical.rms(LOW_HZ, HIGH_HZ),
        Math.hypot(
            horizontal.rms(TOTAL_LOW_HZ, horizontal.highestHz()),
            vertical.rms(TOTAL_LOW_HZ, vertical.highestHz())));
  }

  private static Spectrum spectrum(Block block) {
    return Spectrum.welch(block, SEGMENT, Taper.HANN);
  }
}
