package io.millwright.gateway.intake;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.reading.Rejection;
import org.jspecify.annotations.Nullable;

/** Whether a sender may write all that its message holds. */
final class Authorization {
  private Authorization() {}

  /** Null when it may. */
  static @Nullable Rejection problem(Arrival arrival) {
    Sender sender = arrival.message().sender();
    Permissions permissions = sender.permissions();
    if (permissions == Permissions.ALL) {
      return null;
    }
    for (Measurements batch : arrival.measurements()) {
      for (String point : batch.points()) {
        if (!permissions.allow(batch.asset(), point)) {
          return forbidden(sender, batch.asset(), point);
        }
      }
    }
    for (Waveform waveform : arrival.waveforms()) {
      AssetKey asset = AssetKey.of(waveform.getTenant(), waveform.getAsset());
      if (!permissions.allow(asset, waveform.getPoint())) {
        return forbidden(sender, asset, waveform.getPoint());
      }
    }
    for (AssetEvent event : arrival.events()) {
      AssetKey asset = AssetKey.of(event.getTenant(), event.getAsset());
      if (!permissions.allow(asset, Permissions.EVENTS)) {
        return forbidden(sender, asset, "events");
      }
    }
    return null;
  }

  private static Rejection forbidden(Sender sender, AssetKey asset, String point) {
    return new Rejection(
        Rejection.Kind.PERMISSION,
        sender.source()
            + " may not write '"
            + point
            + "' of "
            + asset
            + ": allow it in the device registry");
  }
}
