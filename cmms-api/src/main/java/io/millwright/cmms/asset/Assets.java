package io.millwright.cmms.asset;

import io.micronaut.context.event.ApplicationEventPublisher;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.AssetKey;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The register of assets, for other features. All methods work in the open transaction. */
@Singleton
public final class Assets {
  /** The class of an asset that nobody has described yet. */
  public static final String UNCLASSIFIED = "unclassified";

  /** A measurement point as a plan describes it; the unit is UCUM. */
  public record Point(
      String name,
      @Nullable String unit,
      @Nullable String description,
      @Nullable Double low,
      @Nullable Double high) {}

  private final Database database;
  private final ApplicationEventPublisher<AssetRegistered> registered;

  Assets(Database database, ApplicationEventPublisher<AssetRegistered> registered) {
    this.database = database;
    this.registered = registered;
  }

  public boolean exists(String tag) {
    return database
        .sql("select 1 as one from asset where tag = :tag")
        .bind("tag", tag)
        .first(row -> true)
        .isPresent();
  }

  /**
   * Waits until no other transaction registers the asset, or takes something in for it, and keeps
   * others from it until this one ends: so neither misses what the other has not committed yet.
   */
  public void lock(String tag) {
    database
        .sql(
            "select pg_advisory_xact_lock(hashtextextended('asset:' || :asset, 0))::text as locked")
        .bind("asset", TenantContext.required().value() + "/" + tag)
        .list(row -> true);
  }

  /**
   * Registers an asset and tells who listens.
   *
   * @return whether it is new
   */
  public boolean register(String tag, String name, String assetClass, @Nullable String site) {
    lock(tag);
    int added =
        database
            .sql(
                """
                insert into asset (tag, name, asset_class, site) values (:tag, :name, :assetClass, :site)
                on conflict do nothing
                """)
            .bind("tag", tag)
            .bind("name", name)
            .bind("assetClass", assetClass)
            .bind("site", site)
            .update();
    if (added == 0) {
      return false;
    }
    registered.publishEvent(
        new AssetRegistered(AssetKey.of(TenantContext.required().value(), tag), assetClass));
    return true;
  }

  public List<String> tagsOfClass(String assetClass) {
    return database
        .sql("select tag from asset where asset_class = :assetClass order by tag")
        .bind("assetClass", assetClass)
        .list(row -> row.text("tag"));
  }

  /** Puts a stored plan in force, and its points in place of those before. */
  public void putInForce(String tag, String planId, int planVersion, List<Point> points) {
    database
        .sql("update asset set plan_id = :planId, plan_version = :planVersion where tag = :tag")
        .bind("planId", planId)
        .bind("planVersion", planVersion)
        .bind("tag", tag)
        .update();
    database.sql("delete from measurement_point where asset_tag = :tag").bind("tag", tag).update();
    for (int place = 0; place < points.size(); place++) {
      Point point = points.get(place);
      database
          .sql(
              """
              insert into measurement_point (asset_tag, name, unit, description, low, high, place)
              values (:tag, :name, :unit, :description, :low, :high, :place)
              """)
          .bind("tag", tag)
          .bind("name", point.name())
          .bind("unit", point.unit())
          .bind("description", point.description())
          .bind("low", point.low())
          .bind("high", point.high())
          .bind("place", place)
          .update();
    }
  }
}
