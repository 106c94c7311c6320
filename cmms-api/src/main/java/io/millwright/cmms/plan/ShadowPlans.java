package io.millwright.cmms.plan;

import io.millwright.cmms.access.Caller;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.outbox.Outbox;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.platform.Row;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.TenantId;
import io.millwright.models.plan.MonitoringPlan;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The plans that run in shadow, at most one for a class: beside the one in force, of which nothing
 * changes. All methods work in the open transaction, behind the lock of the class.
 */
@Singleton
class ShadowPlans {
  private final Database database;
  private final Assets assets;
  private final Outbox outbox;
  private final PlanHistory history;

  ShadowPlans(Database database, Assets assets, Outbox outbox, PlanHistory history) {
    this.database = database;
    this.assets = assets;
    this.outbox = outbox;
    this.history = history;
  }

  /** Lets a plan run in shadow for every asset of its class; one before it ends. */
  PlanView.Released start(MonitoringPlan plan, Caller caller) {
    PlanDocument shadow = PlanDocument.of(plan, Instant.now().truncatedTo(ChronoUnit.MICROS));
    database
        .sql(
            """
            insert into shadow_plan (asset_class, id, version, document, sha256, started_at, started_by)
            values (:assetClass, :id, :version, :document, :sha256, :now, :by)
            on conflict (tenant_id, asset_class) do update
              set id = excluded.id, version = excluded.version, document = excluded.document,
                sha256 = excluded.sha256, started_at = excluded.started_at, started_by = excluded.started_by
            """)
        .bind("assetClass", plan.assetClass())
        .bind("id", shadow.id())
        .bind("version", shadow.version())
        .bind("document", shadow.document())
        .bind("sha256", shadow.sha256())
        .bind("now", shadow.since())
        .bind("by", caller.username())
        .update();
    history.add(PlanHistory.Action.SHADOW, plan.assetClass(), shadow, caller);
    List<String> tags = assets.tagsOfClass(plan.assetClass());
    tags.forEach(tag -> outbox.shadowPlan(shadow.release(caller.tenant(), tag)));
    return new PlanView.Released(
        plan.id(), plan.version(), plan.assetClass(), plan.sha256(), tags.size());
  }

  /** Ends the shadow of a class; 404 if it has none. */
  void end(String assetClass, Caller caller) {
    PlanDocument shadow =
        find(assetClass)
            .orElseThrow(() -> ProblemException.notFound("shadow of class '" + assetClass + "'"));
    database
        .sql("delete from shadow_plan where asset_class = :assetClass")
        .bind("assetClass", assetClass)
        .update();
    PlanDocument ended =
        new PlanDocument(
            shadow.id(),
            shadow.version(),
            shadow.sha256(),
            shadow.document(),
            Instant.now().truncatedTo(ChronoUnit.MICROS));
    history.add(PlanHistory.Action.END_SHADOW, assetClass, ended, caller);
    for (String tag : assets.tagsOfClass(assetClass)) {
      outbox.shadowPlanEnded(AssetKey.of(caller.tenant().value(), tag));
    }
  }

  /** A plan that comes into force no longer runs beside itself. */
  void endIfInForce(MonitoringPlan plan, Caller caller) {
    boolean same =
        find(plan.assetClass()).filter(it -> it.sha256().equals(plan.sha256())).isPresent();
    if (same) {
      end(plan.assetClass(), caller);
    }
  }

  /** A new asset runs the shadow of its class too. */
  void startFor(TenantId tenant, String tag, String assetClass) {
    find(assetClass).ifPresent(shadow -> outbox.shadowPlan(shadow.release(tenant, tag)));
  }

  private Optional<PlanDocument> find(String assetClass) {
    return database
        .sql("select * from shadow_plan where asset_class = :assetClass")
        .bind("assetClass", assetClass)
        .first(ShadowPlans::document);
  }

  /** The document of a version that runs in shadow. */
  Optional<PlanDocument> find(String id, int version) {
    return database
        .sql("select * from shadow_plan where id = :id and version = :version limit 1")
        .bind("id", id)
        .bind("version", version)
        .first(ShadowPlans::document);
  }

  private static PlanDocument document(Row row) {
    return new PlanDocument(
        row.text("id"),
        row.integer("version"),
        row.text("sha256"),
        row.text("document"),
        row.instant("started_at"));
  }

  List<PlanView.Shadow> list() {
    return database.read(
        () ->
            database
                .sql(
                    """
                    select s.*, (select count(*) from asset a where a.asset_class = s.asset_class) as assets
                    from shadow_plan s order by s.asset_class
                    """)
                .list(
                    row ->
                        new PlanView.Shadow(
                            row.text("asset_class"),
                            row.text("id"),
                            row.integer("version"),
                            row.text("sha256"),
                            row.number("assets"),
                            row.instant("started_at"),
                            row.text("started_by"))));
  }
}
