package io.millwright.gateway.intake;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.Discovery;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.discovery.Discoveries;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.registry.RegisteredAsset;
import io.millwright.gateway.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a sender may write all that its message holds, and whether somebody has registered it.
 * What may flow but is not registered, and what may not flow, is told to the registry.
 */
public final class Authorization {
  private static final List<String> EVENTS = List.of(Permissions.EVENTS);

  /** More points of one message are told with its next. */
  private static final int MOST_POINTS_TOLD = 500;

  private static final int MOST_POINTS_SHOWN = 5;

  private final Registry registry;
  private final Discoveries discoveries;
  private final boolean provisionTrusted;

  /**
   * Judges by a registry.
   *
   * @param provisionTrusted whether senders that may write everything may also write what nobody
   *     has registered
   */
  public Authorization(Registry registry, Discoveries discoveries, boolean provisionTrusted) {
    this.registry = registry;
    this.discoveries = discoveries;
    this.provisionTrusted = provisionTrusted;
  }

  /** Null when all of it may flow. */
  @Nullable Rejection problem(Arrival arrival) {
    for (Measurements batch : arrival.measurements()) {
      Rejection problem = problem(arrival.message(), batch, registered(batch.asset()));
      if (problem != null) {
        return problem;
      }
    }
    for (Waveform waveform : arrival.waveforms()) {
      AssetKey asset = AssetKey.of(waveform.getTenant(), waveform.getAsset());
      Rejection problem =
          judged(arrival.message(), asset, List.of(waveform.getPoint()), null, registered(asset));
      if (problem != null) {
        return problem;
      }
    }
    for (AssetEvent event : arrival.events()) {
      AssetKey asset = AssetKey.of(event.getTenant(), event.getAsset());
      Rejection problem = judged(arrival.message(), asset, EVENTS, null, registered(asset));
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  /**
   * Null when all readings of a message about one asset may flow.
   *
   * @param registered as what the asset is; null = as nothing
   */
  @Nullable Rejection problem(
      DeviceMessage message, Measurements batch, @Nullable RegisteredAsset registered) {
    return judged(message, batch.asset(), batch.points(), batch, registered);
  }

  @Nullable RegisteredAsset registered(AssetKey asset) {
    return registry.directory().asset(asset);
  }

  private @Nullable Rejection judged(
      DeviceMessage message,
      AssetKey asset,
      List<String> points,
      @Nullable Measurements batch,
      @Nullable RegisteredAsset registered) {
    Permissions permissions = message.sender().permissions();
    if (registered != null
        && registered.hasAll(points)
        && (permissions == Permissions.ALL || permissions.allowAll(asset, points))) {
      return null;
    }
    List<String> untold = null;
    List<String> unknown = null;
    List<String> forbidden = null;
    for (int i = 0; i < points.size(); i++) {
      String point = points.get(i);
      switch (verdict(permissions, asset, registered, point)) {
        case FLOWS -> {}
        case PROVISIONED -> {
          if (!discoveries.flows(asset, point)) {
            untold = with(untold, point);
          }
        }
        case UNKNOWN -> unknown = with(unknown, point);
        case FORBIDDEN -> forbidden = with(forbidden, point);
      }
    }
    if (forbidden != null) {
      return quarantined(message, asset, forbidden, batch, registered, true);
    }
    if (unknown != null) {
      return quarantined(message, asset, unknown, batch, registered, false);
    }
    if (untold != null) {
      List<String> told = untold.subList(0, Math.min(untold.size(), MOST_POINTS_TOLD));
      discoveries.flowing(discovery(message, asset, told, batch, unregistered(registered)), told);
    }
    return null;
  }

  /** Whether a sender may write a point; nobody is told. */
  boolean lets(Sender sender, AssetKey asset, String point) {
    return switch (verdict(sender.permissions(), asset, registered(asset), point)) {
      case FLOWS, PROVISIONED -> true;
      case UNKNOWN, FORBIDDEN -> false;
    };
  }

  private enum Verdict {
    FLOWS,
    /** Although nobody has registered it. */
    PROVISIONED,
    /** The sender may write it, but nobody has registered it. */
    UNKNOWN,
    FORBIDDEN
  }

  private Verdict verdict(
      Permissions permissions, AssetKey asset, @Nullable RegisteredAsset registered, String point) {
    boolean trusted = permissions == Permissions.ALL;
    boolean loaded = registry.loaded();
    boolean known = registered != null && known(registered, point);
    boolean granted = trusted || permissions.allow(asset, point);
    if (known && granted) {
      return Verdict.FLOWS;
    }
    boolean provision =
        trusted
            ? provisionTrusted || !loaded
            : permissions.mayProvision(asset, registered != null, known);
    if (!provision) {
      return granted ? Verdict.UNKNOWN : Verdict.FORBIDDEN;
    }
    return loaded && !known ? Verdict.PROVISIONED : Verdict.FLOWS;
  }

  private static List<String> with(@Nullable List<String> points, String point) {
    List<String> more = points == null ? new ArrayList<>() : points;
    more.add(point);
    return more;
  }

  private static Discovery.Reason unregistered(@Nullable RegisteredAsset asset) {
    return asset == null ? Discovery.Reason.UNKNOWN_ASSET : Discovery.Reason.UNKNOWN_POINT;
  }

  private Rejection quarantined(
      DeviceMessage message,
      AssetKey asset,
      List<String> points,
      @Nullable Measurements batch,
      @Nullable RegisteredAsset registered,
      boolean forbidden) {
    Sender sender = message.sender();
    // Nobody may make another tenant's list of discoveries longer.
    boolean foreign =
        sender.permissions() != Permissions.ALL
            && !sender.identity().startsWith(asset.tenant().value() + "/");
    if (!foreign) {
      List<String> told = points.subList(0, Math.min(points.size(), MOST_POINTS_TOLD));
      boolean known =
          registered != null && points.stream().allMatch(point -> known(registered, point));
      discoveries.heldBack(
          discovery(
              message,
              asset,
              told,
              batch,
              known ? Discovery.Reason.NOT_GRANTED : unregistered(registered)));
    }
    String what = shown(points) + " of " + asset;
    return new Rejection(
        Rejection.Kind.PERMISSION,
        foreign
            ? sender.source() + " may not write " + what + ": it is another organization's"
            : forbidden
                ? "quarantined: "
                    + sender.source()
                    + " may not write "
                    + what
                    + ": allow it in the device registry, where it is listed as discovered"
                : "quarantined: nobody has registered "
                    + what
                    + ": register it where it is listed as discovered, or set auto-provision");
  }

  private static boolean known(RegisteredAsset asset, String point) {
    return point.equals(Permissions.EVENTS) || asset.point(point) != null;
  }

  private static String shown(List<String> points) {
    if (points.equals(EVENTS)) {
      return "events";
    }
    int shown = Math.min(points.size(), MOST_POINTS_SHOWN);
    String names = "'" + String.join("', '", points.subList(0, shown)) + "'";
    return shown < points.size() ? names + " and " + (points.size() - shown) + " more" : names;
  }

  private static Discovery discovery(
      DeviceMessage message,
      AssetKey asset,
      List<String> points,
      @Nullable Measurements batch,
      Discovery.Reason reason) {
    Discovery.Builder discovery =
        Discovery.newBuilder()
            .setSource(message.source())
            .setReason(reason)
            .setTenant(asset.tenant().value())
            .setAsset(asset.asset().value())
            .setAddress(message.address())
            .setSeenAtMicros(message.receivedTimeMicros());
    if (points.equals(EVENTS)) {
      return discovery.build();
    }
    discovery.addAllPoints(points);
    if (batch != null) {
      double[] latest = new double[batch.points().size()];
      for (int i = 0; i < batch.size(); i++) {
        latest[batch.pointIndex(i)] = batch.value(i);
      }
      for (String point : points) {
        int index = batch.points().indexOf(point);
        discovery.addValues(latest[index]);
        if (!batch.unitsUnstated()) {
          String unit = batch.statedUnit(index);
          discovery.addUnits(unit == null ? "" : unit);
        }
      }
    }
    return discovery.build();
  }
}
