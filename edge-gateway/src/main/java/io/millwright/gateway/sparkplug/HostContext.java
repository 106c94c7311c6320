package io.millwright.gateway.sparkplug;

import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.intake.Arrival;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.quality.StatedUnits;
import io.millwright.gateway.reading.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the edge nodes of a host share. */
record HostContext(
    SparkplugConfig config,
    Intake intake,
    ReadingTimes times,
    StatedUnits units,
    Capacity capacity,
    RebirthRequests rebirths,
    HostTimer timer,
    SparkplugMetrics metrics) {

  /**
   * Why an edge node can have no session; null = it can. A device must not fill the memory with
   * edge nodes that it invents. Whom the gateway's own settings name may: at a plant's broker often
   * only the devices below an edge node are registered.
   */
  @Nullable Rejection sessionForbidden(Incoming message) {
    if (message.message().sender().permissions() == Permissions.ALL) {
      return null;
    }
    Address address = message.address();
    AssetEvent any =
        Deaths.event(
            AssetEvent.Kind.BIRTH,
            address.node(),
            address.nodeAsset(),
            address.type().name(),
            message.message().receivedTimeMicros(),
            "");
    return intake.forbidden(new Arrival(message.message(), List.of(), List.of(any), List.of()));
  }
}
