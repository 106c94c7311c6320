package io.millwright.cmms.advisory;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.Database;
import java.time.Instant;
import java.util.List;

/** Advisories that wait for someone to register their asset. */
@Controller("/api/advisories")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class AdvisoryController {
  private static final int MOST = 500;

  /** One that waits; raised in event time, received in wall time. */
  @Serdeable
  record Parked(
      String id,
      String assetTag,
      String failureMode,
      String rule,
      Instant raisedAt,
      Instant receivedAt) {}

  private final Database database;

  AdvisoryController(Database database) {
    this.database = database;
  }

  /** The 500 that have waited longest. */
  @Get("/parked")
  @RequiresPermission(Permission.READ)
  List<Parked> parked() {
    return database.read(
        () ->
            database
                .sql(
                    "select * from advisory where outcome = 'PARKED' order by received_at, id limit :most")
                .bind("most", MOST)
                .list(
                    row ->
                        new Parked(
                            row.text("id"),
                            row.text("asset_tag"),
                            row.text("failure_mode"),
                            row.text("rule"),
                            row.instant("raised_at"),
                            row.instant("received_at"))));
  }
}
