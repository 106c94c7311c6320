package io.millwright.cmms.overview;

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
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.series.ConditionState;
import io.millwright.cmms.series.SeriesViews;
import java.util.LinkedHashMap;
import java.util.Map;

/** How things stand now. */
@Controller("/api/summary")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class SummaryController {

  /**
   * The figures.
   *
   * @param waitingForCapacity advisories on the watch list
   * @param byStatus all work orders, by status
   * @param byPriority open work orders, by priority "1" to "5"
   * @param newAlarms active alarms that nobody has acknowledged
   * @param faultySensors findings of sensors that are open
   */
  @Serdeable
  record Summary(
      long openWorkOrders,
      long waitingForCapacity,
      Map<String, Long> byStatus,
      Map<String, Long> byPriority,
      long assets,
      long assetsInAlarm,
      long assetsInAlert,
      long newAlarms,
      long faultySensors) {}

  private final Database database;
  private final SeriesViews series;

  SummaryController(Database database, SeriesViews series) {
    this.database = database;
    this.series = series;
  }

  @Get
  @RequiresPermission(Permission.READ)
  Summary summary() {
    return database.read(
        () -> {
          Map<String, Long> byStatus =
              counts("select status as name, count(*) as n from work_order group by status");
          Map<String, Long> byPriority =
              counts(
                  """
                  select priority::text as name, count(*) as n from work_order
                  where status not in ('CLOSED', 'CANCELLED') group by priority order by priority
                  """);
          return new Summary(
              byPriority.values().stream().mapToLong(Long::longValue).sum(),
              database
                  .sql("select count(*) as n from watch_item where state = 'WAITING'")
                  .one(SummaryController::count),
              byStatus,
              byPriority,
              database.sql("select count(*) as n from asset").one(SummaryController::count),
              assetsIn(ConditionState.ALARM),
              assetsIn(ConditionState.ALERT),
              database
                  .sql("select count(*) as n from alarm where state = 'ACTIVE_UNACKNOWLEDGED'")
                  .one(SummaryController::count),
              database
                  .sql("select count(*) as n from instrument_finding where closed_at is null")
                  .one(SummaryController::count));
        });
  }

  private long assetsIn(ConditionState state) {
    if (!series.present()) {
      return 0;
    }
    return database
        .sql(
            """
            select count(*) as n from asset a
            join series.tenant_latest_condition c on c.asset = a.tag where c.state = :state
            """)
        .bind("state", state.code())
        .one(SummaryController::count);
  }

  private Map<String, Long> counts(String sql) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (var entry : database.sql(sql).list(row -> Map.entry(row.text("name"), count(row)))) {
      counts.put(entry.getKey(), entry.getValue());
    }
    return counts;
  }

  private static long count(Row row) {
    return row.number("n");
  }
}
