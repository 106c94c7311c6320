package io.millwright.streams.monitoring;

import io.millwright.contracts.wire.AssetEvent;

/** What comes out of the monitoring of an asset. */
sealed interface Outcome permits Concluded, Outcome.Tick {

  /** The clock has gone on without the asset: for telemetry.events.v1, an input like any other. */
  record Tick(AssetEvent event) implements Outcome {}
}
