package io.millwright.cmms.discovery;

import io.micronaut.serde.annotation.Serdeable;
import io.millwright.contracts.asset.AssetId;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.PointName;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.Discovery;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A discovery from the wire, checked.
 *
 * @param device tag of the device that the source names as one of this tenant's; null = none
 * @param asset empty = none
 * @param points one without a name where the message named none
 */
record Discovered(
    TenantId tenant,
    String source,
    @Nullable String device,
    Reason reason,
    String asset,
    List<Point> points,
    String address,
    Instant seenAt) {
  private static final int MOST_POINTS = 5000;
  private static final int LONGEST_SOURCE = 300;
  private static final int LONGEST_ADDRESS = 500;
  private static final int LONGEST_UNIT = 64;

  /** Why a gateway told of it. */
  @Serdeable
  enum Reason {
    UNKNOWN_DEVICE,
    UNKNOWN_ASSET,
    UNKNOWN_POINT,
    NOT_GRANTED
  }

  /** A point with what its newest message said. */
  record Point(String name, @Nullable String unit, @Nullable Double value) {}

  /**
   * Reads a discovery.
   *
   * @param now what a gateway's clock that runs ahead is set back to
   * @throws IllegalArgumentException if a value cannot be one of a discovery
   */
  static Discovered read(Discovery message, Instant now) {
    TenantId tenant = new TenantId(message.getTenant());
    if (message.getSource().isBlank() || message.getSource().length() > LONGEST_SOURCE) {
      throw new IllegalArgumentException(
          "source must have 1 to "
              + LONGEST_SOURCE
              + " characters, but has "
              + message.getSource().length());
    }
    if (!message.getAsset().isEmpty()) {
      new AssetId(message.getAsset());
    }
    Instant seenAt = Instant.EPOCH.plus(message.getSeenAtMicros(), ChronoUnit.MICROS);
    String address = message.getAddress();
    return new Discovered(
        tenant,
        message.getSource(),
        device(tenant, message.getSource()),
        reason(message.getReason()),
        message.getAsset(),
        points(message),
        address.substring(0, Math.min(address.length(), LONGEST_ADDRESS)),
        seenAt.isAfter(now) ? now : seenAt);
  }

  private static Reason reason(Discovery.Reason reason) {
    return switch (reason) {
      case UNKNOWN_DEVICE -> Reason.UNKNOWN_DEVICE;
      case UNKNOWN_ASSET -> Reason.UNKNOWN_ASSET;
      case UNKNOWN_POINT -> Reason.UNKNOWN_POINT;
      case NOT_GRANTED -> Reason.NOT_GRANTED;
      case REASON_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("reason is missing or not known");
    };
  }

  /**
   * A device's source is {@code protocol:tenant/device}; a device's tag has the form of an asset's.
   */
  private static @Nullable String device(TenantId tenant, String source) {
    try {
      AssetKey key = AssetKey.parse(source.substring(source.indexOf(':') + 1));
      return key.tenant().equals(tenant) ? key.asset().value() : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<Point> points(Discovery message) {
    int count = message.getPointsCount();
    if (count > MOST_POINTS) {
      throw new IllegalArgumentException(
          "points may be " + MOST_POINTS + ", but there are " + count);
    }
    oneForEachOrNone("units", message.getUnitsCount(), count);
    oneForEachOrNone("values", message.getValuesCount(), count);
    if (count == 0) {
      return List.of(new Point("", null, null));
    }
    if (message.getAsset().isEmpty()) {
      throw new IllegalArgumentException("points are given without an asset");
    }
    List<Point> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      PointName.check(message.getPoints(i));
      String unit = message.getUnitsCount() == 0 ? "" : message.getUnits(i);
      double value = message.getValuesCount() == 0 ? Double.NaN : message.getValues(i);
      points.add(
          new Point(
              message.getPoints(i),
              unit.isBlank() || unit.length() > LONGEST_UNIT ? null : unit,
              Double.isFinite(value) ? value : null));
    }
    return points;
  }

  private static void oneForEachOrNone(String what, int actual, int points) {
    if (actual != 0 && actual != points) {
      throw new IllegalArgumentException(
          what + " must be one for each of " + points + " points or none, but are " + actual);
    }
  }
}
