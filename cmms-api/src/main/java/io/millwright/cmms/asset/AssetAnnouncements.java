package io.millwright.cmms.asset;

import io.millwright.cmms.outbox.Outbox;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.PointRegistration;
import jakarta.inject.Singleton;

/**
 * Tells gateways of assets and their points. The caller has changed the asset's row or holds it, so
 * that what is told last is what holds.
 */
@Singleton
final class AssetAnnouncements {
  private final Database database;
  private final Points points;
  private final Outbox outbox;

  AssetAnnouncements(Database database, Points points, Outbox outbox) {
    this.database = database;
    this.points = points;
    this.outbox = outbox;
  }

  /** Tells how the asset is now. */
  void announce(String tag) {
    AssetRegistration.Builder asset =
        AssetRegistration.newBuilder().setTenant(TenantContext.required().value()).setAsset(tag);
    points.of(tag).forEach(point -> asset.addPoints(registration(point)));
    outbox.asset(asset.build());
    database
        .sql("update asset set announced = true where tag = :tag and not announced")
        .bind("tag", tag)
        .update();
  }

  /** Tells of the asset unless it was told already. */
  void announceOnce(String tag) {
    boolean announced =
        database
            .sql("select announced from asset where tag = :tag")
            .bind("tag", tag)
            .one(row -> row.flag("announced"));
    if (!announced) {
      announce(tag);
    }
  }

  private static PointRegistration registration(MeasurementPoint point) {
    PointRegistration.Builder registration =
        PointRegistration.newBuilder()
            .setName(point.name())
            .setUnit(point.unit() == null ? "" : point.unit())
            .setSourceUnit(point.sourceUnit() == null ? "" : point.sourceUnit())
            .setLowPriority(point.lowPriority());
    if (point.low() != null) {
      registration.setPhysicalLow(point.low());
    }
    if (point.high() != null) {
      registration.setPhysicalHigh(point.high());
    }
    return registration.build();
  }
}
