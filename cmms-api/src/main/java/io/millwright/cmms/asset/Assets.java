package io.millwright.cmms.asset;

import io.micronaut.context.event.ApplicationEventPublisher;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.AssetKey;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Points points;
  private final AssetAnnouncements announcements;
  private final ApplicationEventPublisher<AssetRegistered> registered;
  private final ApplicationEventPublisher<CriticalityChanged> criticalities;

  Assets(
      Database database,
      Points points,
      AssetAnnouncements announcements,
      ApplicationEventPublisher<AssetRegistered> registered,
      ApplicationEventPublisher<CriticalityChanged> criticalities) {
    this.database = database;
    this.points = points;
    this.announcements = announcements;
    this.registered = registered;
    this.criticalities = criticalities;
  }

  public boolean exists(String tag) {
    return database
        .sql("select 1 as one from asset where tag = :tag")
        .bind("tag", tag)
        .first(row -> true)
        .isPresent();
  }

  /** How critical a registered asset is; null = nobody has said. */
  public @Nullable Criticality criticality(String tag) {
    return database
        .sql("select criticality from asset where tag = :tag")
        .bind("tag", tag)
        .list(row -> Optional.ofNullable(Criticality.orNull(row.textOrNull("criticality"))))
        .stream()
        .findFirst()
        .flatMap(found -> found)
        .orElse(null);
  }

  /**
   * Says how critical a registered asset is, and tells who listens.
   *
   * @throws ProblemException 404
   */
  void setCriticality(String tag, @Nullable Criticality criticality) {
    change(tag);
    database
        .sql("update asset set criticality = :criticality where tag = :tag")
        .bind("criticality", criticality)
        .bind("tag", tag)
        .update();
    criticalities.publishEvent(new CriticalityChanged(tag));
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
   * Registers an asset and tells who listens, and gateways.
   *
   * @return whether it is new
   */
  public boolean register(String tag, String name, String assetClass, @Nullable String site) {
    return register(tag, name, assetClass, site, false);
  }

  /**
   * Registers an asset that was only named so far, under its tag and marked as such.
   *
   * @return whether it is new
   */
  public boolean registerNamed(String tag) {
    return register(tag, tag, UNCLASSIFIED, null, true);
  }

  private boolean register(
      String tag, String name, String assetClass, @Nullable String site, boolean autoProvisioned) {
    lock(tag);
    int added =
        database
            .sql(
                """
                insert into asset (tag, name, asset_class, site, auto_provisioned)
                values (:tag, :name, :assetClass, :site, :autoProvisioned)
                on conflict do nothing
                """)
            .bind("tag", tag)
            .bind("name", name)
            .bind("assetClass", assetClass)
            .bind("site", site)
            .bind("autoProvisioned", autoProvisioned)
            .update();
    if (added == 0) {
      return false;
    }
    registered.publishEvent(
        new AssetRegistered(AssetKey.of(TenantContext.required().value(), tag), assetClass));
    announcements.announceOnce(tag);
    return true;
  }

  /**
   * Tags of assets that gateways must be told of, in order.
   *
   * @param everything true: of all; false: of those that gateways were never told of
   * @param after empty = from the first
   */
  public List<String> toAnnounce(boolean everything, String after, int limit) {
    return database
        .sql(
            """
            select tag from asset where (:everything or not announced) and tag > :after
            order by tag limit :limit
            """)
        .bind("everything", everything)
        .bind("after", after)
        .bind("limit", limit)
        .list(row -> row.text("tag"));
  }

  /** Tells gateways of the asset as it is now. */
  public void announce(String tag) {
    change(tag);
    announcements.announce(tag);
  }

  /** How many assets of the tenant are there because they were named. */
  public long autoProvisioned() {
    return database
        .sql("select count(*) as n from asset where auto_provisioned")
        .one(row -> row.number("n"));
  }

  public List<String> tagsOfClass(String assetClass) {
    return database
        .sql("select tag from asset where asset_class = :assetClass order by tag")
        .bind("assetClass", assetClass)
        .list(row -> row.text("tag"));
  }

  /** Puts a stored plan in force, and its points in place of those of the plan before. */
  public void putInForce(String tag, String planId, int planVersion, List<Point> planned) {
    database
        .sql("update asset set plan_id = :planId, plan_version = :planVersion where tag = :tag")
        .bind("planId", planId)
        .bind("planVersion", planVersion)
        .bind("tag", tag)
        .update();
    points.putPlanned(tag, planned);
    announcements.announce(tag);
  }

  /**
   * Registers a point of a registered asset, or describes it anew.
   *
   * @throws ProblemException 404 or 409
   */
  void putPoint(String tag, String name, DescribePoint said) {
    change(tag);
    points.put(tag, name, said);
    announcements.announce(tag);
  }

  /**
   * Registers those points of a registered asset that are missing, as many as it has room for.
   *
   * @return whether all of them are registered now
   * @throws ProblemException 404, if the asset is not registered
   */
  public boolean addMissingPoints(
      String tag, Map<String, DescribePoint> missing, MeasurementPoint.Origin origin) {
    change(tag);
    if (points.addMissing(tag, missing, origin) > 0) {
      announcements.announce(tag);
    }
    return missing.keySet().stream().allMatch(name -> points.find(tag, name).isPresent());
  }

  /**
   * Removes a point.
   *
   * @throws ProblemException 404 or 409
   */
  void removePoint(String tag, String name) {
    change(tag);
    points.remove(tag, name);
    announcements.announce(tag);
  }

  /** Holds the asset's row, so that changes of an asset are told in their order. */
  private void change(String tag) {
    boolean there =
        database
            .sql("select true as there from asset where tag = :tag for no key update")
            .bind("tag", tag)
            .first(row -> row.flag("there"))
            .isPresent();
    if (!there) {
      throw ProblemException.notFound("asset '" + tag + "'");
    }
  }
}
