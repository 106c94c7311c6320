package io.millwright.cmms.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.http.HttpStatus;
import io.micronaut.runtime.event.annotation.EventListener;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.asset.AssetRegistered;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.outbox.Outbox;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.platform.Row;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.models.plan.InvalidPlanException;
import io.millwright.models.plan.MonitoringPlan;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Releases plans, and gives each asset the plan of its class. */
@Singleton
class PlanService {
  private record Stored(
      String id, int version, String sha256, String document, Instant releasedAt) {}

  /** A record of the plans' topic holds 1 MiB; one that is larger would hold up all behind it. */
  private static final int MAX_DOCUMENT_BYTES = 900_000;

  private final Database database;
  private final Assets assets;
  private final Outbox outbox;

  PlanService(Database database, Assets assets, Outbox outbox) {
    this.database = database;
    this.assets = assets;
    this.outbox = outbox;
  }

  /**
   * Puts a plan in force for every asset of its class. The same document again is a release again:
   * so one goes back to an older version. A document of more than 900,000 bytes is refused.
   */
  PlanView.Released release(String document, Caller caller) {
    int bytes = document.getBytes(UTF_8).length;
    if (bytes > MAX_DOCUMENT_BYTES) {
      throw new ProblemException(
          HttpStatus.REQUEST_ENTITY_TOO_LARGE,
          "the plan has " + bytes + " bytes, and at most " + MAX_DOCUMENT_BYTES + " are taken");
    }
    MonitoringPlan plan = parsed(document);
    return database.write(
        () -> {
          hold(caller.tenant(), plan.assetClass());
          Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
          store(plan, document, caller, now);
          Stored stored = new Stored(plan.id(), plan.version(), plan.sha256(), document, now);
          List<String> tags = assets.tagsOfClass(plan.assetClass());
          tags.forEach(tag -> putInForce(caller.tenant(), tag, stored, plan));
          return new PlanView.Released(
              plan.id(), plan.version(), plan.assetClass(), plan.sha256(), tags.size());
        });
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

  private void store(MonitoringPlan plan, String document, Caller caller, Instant now) {
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
            .bind("document", document)
            .bind("sha256", plan.sha256())
            .bind("now", now)
            .bind("by", caller.username())
            .update();
    if (stored == 0) {
      throw ProblemException.conflict(
          "plan "
              + plan.id()
              + " version "
              + plan.version()
              + " was released with other content: raise its version");
    }
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

  /** A new asset gets the plan in force for its class, in the transaction that registers it. */
  @EventListener
  void assetRegistered(AssetRegistered registered) {
    hold(registered.key().tenant(), registered.assetClass());
    inForce(registered.assetClass())
        .ifPresent(
            stored ->
                putInForce(
                    registered.key().tenant(),
                    registered.key().asset().value(),
                    stored,
                    parsed(stored.document())));
  }

  private Optional<Stored> inForce(String assetClass) {
    return database
        .sql(
            """
            select * from monitoring_plan where asset_class = :assetClass
            order by released_at desc limit 1
            """)
        .bind("assetClass", assetClass)
        .first(
            row ->
                new Stored(
                    row.text("id"),
                    row.integer("version"),
                    row.text("sha256"),
                    row.text("document"),
                    row.instant("released_at")));
  }

  private void putInForce(TenantId tenant, String tag, Stored stored, MonitoringPlan plan) {
    assets.putInForce(tag, stored.id(), stored.version(), PlanPoints.of(plan));
    outbox.plan(
        MonitoringPlanRelease.newBuilder()
            .setTenant(tenant.value())
            .setAsset(tag)
            .setPlanId(stored.id())
            .setVersion(stored.version())
            .setDocument(stored.document())
            .setSha256(stored.sha256())
            .setReleasedAtMicros(ChronoUnit.MICROS.between(Instant.EPOCH, stored.releasedAt()))
            .build());
  }

  private static MonitoringPlan parsed(String document) {
    try {
      return MonitoringPlan.parse(document);
    } catch (InvalidPlanException e) {
      ProblemException problem = ProblemException.badRequest(String.valueOf(e.getMessage()));
      problem.initCause(e);
      throw problem;
    }
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
