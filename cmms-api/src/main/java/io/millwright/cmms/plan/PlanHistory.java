package io.millwright.cmms.plan;

import io.millwright.cmms.access.Caller;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was done with plans, and by whom: rows are added and never changed. */
@Singleton
class PlanHistory {
  private static final int MOST_LISTED = 500;

  /** What can be done with a plan. */
  enum Action {
    RELEASE,
    ROLLBACK,
    SHADOW,
    END_SHADOW
  }

  private final Database database;

  PlanHistory(Database database) {
    this.database = database;
  }

  /** In the open transaction. */
  void add(Action action, String assetClass, PlanDocument plan, Caller caller) {
    database
        .sql(
            """
            insert into plan_release (asset_class, action, plan_id, plan_version, sha256, done_at, done_by)
            values (:assetClass, :action, :id, :version, :sha256, :at, :by)
            """)
        .bind("assetClass", assetClass)
        .bind("action", action)
        .bind("id", plan.id())
        .bind("version", plan.version())
        .bind("sha256", plan.sha256())
        .bind("at", plan.since())
        .bind("by", caller.username())
        .update();
  }

  /** A version of a plan that was in force. */
  record Version(String id, int version) {}

  /** What was in force for a class before what is in force now. */
  Optional<Version> before(String assetClass) {
    return wasInForce(
        """
        select r.plan_id, r.plan_version from plan_release r
        where r.asset_class = :assetClass and r.action in ('RELEASE', 'ROLLBACK') and r.sha256 <>
          (select last.sha256 from plan_release last
           where last.asset_class = :assetClass and last.action in ('RELEASE', 'ROLLBACK')
           order by last.id desc limit 1)
        order by r.id desc limit 1
        """,
        assetClass,
        null);
  }

  /** What was in force last under a version. */
  Optional<Version> find(String assetClass, int version) {
    return wasInForce(
        """
        select plan_id, plan_version from plan_release
        where asset_class = :assetClass and action in ('RELEASE', 'ROLLBACK') and plan_version = :version
        order by id desc limit 1
        """,
        assetClass,
        version);
  }

  private Optional<Version> wasInForce(
      String statement, String assetClass, @Nullable Integer version) {
    return database
        .sql(statement)
        .bind("assetClass", assetClass)
        .bind("version", version)
        .first(row -> new Version(row.text("plan_id"), row.integer("plan_version")));
  }

  /** The latest first. */
  List<PlanView.Done> list() {
    return database.read(
        () ->
            database
                .sql("select * from plan_release order by id desc limit :limit")
                .bind("limit", MOST_LISTED)
                .list(PlanHistory::done));
  }

  private static PlanView.Done done(Row row) {
    return new PlanView.Done(
        row.text("asset_class"),
        row.text("action"),
        row.text("plan_id"),
        row.integer("plan_version"),
        row.text("sha256"),
        row.instant("done_at"),
        row.text("done_by"));
  }
}
