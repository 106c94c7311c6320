package io.millwright.models.history;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.dataset.CmapssUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * What is known of one asset from its first reading to its failure, or until it was no longer
 * watched.
 *
 * @param batches in the order in which they arrived
 * @param failureMicros event time of the failure; empty = it was not seen to fail
 */
public record RunToFailure(AssetKey asset, List<Measurements> batches, OptionalLong failureMicros) {
  public RunToFailure {
    batches = List.copyOf(batches);
  }

  /** An engine of C-MAPSS; its last row is its failure when it belongs to a training file. */
  public static RunToFailure of(
      AssetKey asset, CmapssUnit unit, long startMicros, boolean failsAtItsEnd) {
    return new RunToFailure(
        asset,
        IntStream.rangeClosed(1, unit.cycles())
            .mapToObj(cycle -> unit.measurements(asset, startMicros, cycle))
            .toList(),
        failsAtItsEnd
            ? OptionalLong.of(CmapssUnit.timeMicros(startMicros, unit.cycles()))
            : OptionalLong.empty());
  }
}
