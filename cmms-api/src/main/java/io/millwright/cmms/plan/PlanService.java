package io.millwright.cmms.plan;

import io.micronaut.runtime.event.annotation.EventListener;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.alarm.PlannedAlarms;
import io.millwright.cmms.asset.AssetRegistered;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.outbox.Outbox;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.platform.Row;
import io.millwright.contracts.asset.TenantId;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.plan.PlanDiff;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Releases plans, and gives each asset the plan of its class. */
@Singleton
class PlanService {
  private final Database database;
  private final Assets assets;
  private final Outbox outbox;
  private final PlanHistory history;
  private final ShadowPlans shadows;
  private final PlannedAlarms alarms;

  PlanService(
      Database database,
      Assets assets,
      Outbox outbox,
      PlanHistory history,
      ShadowPlans shadows,
      PlannedAlarms alarms) {
    this.database = database;
    this.assets = assets;
    this.outbox = outbox;
    this.history = history;
    this.shadows = shadows;
    this.alarms = alarms;
  }

  /**
   * Puts a plan in force for every asset of its class. The same document again is a release again.
   * A document of more than 900,000 bytes is refused. A shadow with the same document ends.
   */
  PlanView.Released release(String document, Caller caller) {
    MonitoringPlan plan = PlanDocument.sent(document);
    return database.write(
        () -> {
          hold(caller.tenant(), plan.assetClass());
          return putInForce(plan, PlanHistory.Action.RELEASE, caller);
        });
  }

  /**
   * Puts the plan in force again that was before, or one of the versions that were: 409 if there is
   * none. Twice without a version is back where it was.
   */
  PlanView.Released rollback(RollbackRequest request, Caller caller) {
    String assetClass = request.assetClass();
    Integer version = request.version();
    return database.write(
        () -> {
          hold(caller.tenant(), assetClass);
          PlanHistory.Version wanted =
              (version == null ? history.before(assetClass) : history.find(assetClass, version))
                  .orElseThrow(
                      () ->
                          ProblemException.conflict(
                              version == null
                                  ? "no other plan was in force for class '"
                                      + assetClass
                                      + "' before"
                                  : "no plan of version "
                                      + version
                                      + " was ever in force for class '"
                                      + assetClass
                                      + "'"));
          PlanDocument stored = released(wanted.id(), wanted.version()).orElseThrow();
          return putInForce(
              MonitoringPlan.parse(stored.document()), PlanHistory.Action.ROLLBACK, caller);
        });
  }

  private PlanView.Released putInForce(
      MonitoringPlan plan, PlanHistory.Action action, Caller caller) {
    PlanDocument stored = PlanDocument.of(plan, Instant.now().truncatedTo(ChronoUnit.MICROS));
    store(plan, caller, stored.since());
    history.add(action, plan.assetClass(), stored, caller);
    List<String> tags = assets.tagsOfClass(plan.assetClass());
    tags.forEach(tag -> putInForce(caller.tenant(), tag, stored, plan));
    shadows.endIfInForce(plan, caller);
    return new PlanView.Released(
        plan.id(), plan.version(), plan.assetClass(), plan.sha256(), tags.size());
  }

  /** Lets a plan run beside the one in force, for every asset of its class. */
  PlanView.Released shadow(String document, Caller caller) {
    MonitoringPlan plan = PlanDocument.sent(document);
    return database.write(
        () -> {
          hold(caller.tenant(), plan.assetClass());
          released(plan.id(), plan.version())
              .filter(it -> !it.sha256().equals(plan.sha256()))
              .ifPresent(
                  it -> {
                    throw otherContent(plan);
                  });
          return shadows.start(plan, caller);
        });
  }

  void endShadow(String assetClass, Caller caller) {
    database.write(
        () -> {
          hold(caller.tenant(), assetClass);
          shadows.end(assetClass, caller);
          return true;
        });
  }

  /** The document of a version that was released, or that runs in shadow. */
  PlanDocument document(String id, int version) {
    return database.read(
        () ->
            released(id, version)
                .or(() -> shadows.find(id, version))
                .orElseThrow(
                    () -> ProblemException.notFound("plan '" + id + "' version " + version)));
  }

  /** What is different; the older plan is the one in force, if the request names none. */
  PlanDiff diff(DiffRequest request) {
    MonitoringPlan after = PlanDocument.sent(request.after());
    String before = request.before();
    if (before != null) {
      return PlanDiff.between(PlanDocument.sent(before), after);
    }
    PlanDocument stored =
        database
            .read(() -> inForce(after.assetClass()))
            .orElseThrow(
                () ->
                    ProblemException.conflict(
                        "no plan is in force for class '"
                            + after.assetClass()
                            + "'; send the older document as before"));
    return PlanDiff.between(MonitoringPlan.parse(stored.document()), after);
  }

  /**
   * One release of a class at a time, so that its records leave in the order of release; and no
   * asset of the class is registered meanwhile, which neither would see.
   */
  private void hold(TenantId tenant, String assetClass) {
    database
        .sql("select pg_advisory_xact_lock(hashtextextended(:lock, 0))::text as locked")
        .bind("lock", "plan:" + tenant + "/" + assetClass)
        .list(row -> true);
  }

  private void store(MonitoringPlan plan, Caller caller, Instant now) {
    int stored =
        database
            .sql(
                """
                insert into monitoring_plan (id, version, asset_class, document, sha256, released_at, released_by)
                values (:id, :version, :assetClass, :document, :sha256, :now, :by)
                on conflict (tenant_id, id, version) do update
                  set released_at = excluded.released_at, released_by = excluded.released_by
                  where monitoring_plan.sha256 = excluded.sha256
                """)
            .bind("id", plan.id())
            .bind("version", plan.version())
            .bind("assetClass", plan.assetClass())
            .bind("document", plan.document())
            .bind("sha256", plan.sha256())
            .bind("now", now)
            .bind("by", caller.username())
            .update();
    if (stored == 0) {
      throw otherContent(plan);
    }
  }

  private static ProblemException otherContent(MonitoringPlan plan) {
    return ProblemException.conflict(
        "plan "
            + plan.id()
            + " version "
            + plan.version()
            + " was released with other content: raise its version");
  }

  List<PlanView.Listed> list() {
    return database.read(
        () ->
            database
                .sql(
                    """
                    select p.*,
                      (select count(*) from asset a where a.plan_id = p.id and a.plan_version = p.version) as assets,
                      not exists (select from monitoring_plan later
                        where later.asset_class = p.asset_class and later.released_at > p.released_at) as in_force
                    from monitoring_plan p order by p.released_at desc
                    """)
                .list(PlanService::listed));
  }

  /**
   * A new asset gets the plan in force for its class, and the one in shadow, in the transaction
   * that registers it.
   */
  @EventListener
  void assetRegistered(AssetRegistered registered) {
    TenantId tenant = registered.key().tenant();
    String tag = registered.key().asset().value();
    hold(tenant, registered.assetClass());
    inForce(registered.assetClass())
        .ifPresent(
            stored -> putInForce(tenant, tag, stored, MonitoringPlan.parse(stored.document())));
    shadows.startFor(tenant, tag, registered.assetClass());
  }

  private Optional<PlanDocument> inForce(String assetClass) {
    return database
        .sql(
            """
            select * from monitoring_plan where asset_class = :assetClass
            order by released_at desc limit 1
            """)
        .bind("assetClass", assetClass)
        .first(PlanService::document);
  }

  private Optional<PlanDocument> released(String id, int version) {
    return database
        .sql("select * from monitoring_plan where id = :id and version = :version")
        .bind("id", id)
        .bind("version", version)
        .first(PlanService::document);
  }

  private static PlanDocument document(Row row) {
    return new PlanDocument(
        row.text("id"),
        row.integer("version"),
        row.text("sha256"),
        row.text("document"),
        row.instant("released_at"));
  }

  private void putInForce(TenantId tenant, String tag, PlanDocument stored, MonitoringPlan plan) {
    assets.putInForce(tag, stored.id(), stored.version(), PlanPoints.of(plan));
    outbox.plan(stored.release(tenant, tag));
    alarms.putInForce(tag, plan);
  }

  private static PlanView.Listed listed(Row row) {
    return new PlanView.Listed(
        row.text("id"),
        row.integer("version"),
        row.text("asset_class"),
        row.text("sha256"),
        row.number("assets"),
        row.flag("in_force"),
        row.instant("released_at"),
        row.text("released_by"));
  }
}
