package io.millwright.cmms.correction;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.series.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Readings that came too late, over REST. */
@Controller("/api/corrections")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class CorrectionController {
  private static final int MOST = 1_000;

  /**
   * What came too late for a day.
   *
   * @param day UTC, of the earliest reading of each message
   * @param readings as many of the newest 10,000 messages of the asset told of
   * @param from of the earliest and the latest reading, event time
   * @param latest how far behind the monitoring the earliest reading of a message was at most,
   *     seconds
   */
  @Serdeable
  record Day(
      String asset,
      String day,
      long messages,
      long readings,
      Instant from,
      Instant to,
      double latest,
      List<String> sources,
      List<String> points) {}

  /** The newest day first, then the most readings; at most 1,000. */
  @Serdeable
  record Days(Instant from, Instant to, long readings, List<Day> days) {}

  private final Database database;

  CorrectionController(Database database) {
    this.database = database;
  }

  /** Counts late readings by asset and day, in the time they are of; 30 days without one. */
  @Get
  @RequiresPermission(Permission.READ)
  Days days(
      @Nullable @QueryValue String asset,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to) {
    return database.read(
        () -> {
          TimeRange range = TimeRange.of(from, to, () -> newest(asset));
          List<Day> days =
              database
                  .sql(
                      """
                      select c.asset_tag, to_char(c.from_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*) as messages,
                        sum(c.readings)::bigint as readings, min(c.from_at) as from_at, max(c.to_at) as to_at,
                        max(extract(epoch from c.reached_at - c.from_at))::double precision as latest,
                        (array_agg(distinct c.source))[1:20] as sources,
                        (select (array_agg(distinct p))[1:100] from correction d, unnest(d.points) p
                         where d.asset_tag = c.asset_tag and d.from_at >= min(c.from_at) and d.from_at <= max(c.from_at))
                          as points
                      from correction c
                      where c.from_at >= :from and c.from_at <= :to and (:asset::text is null or c.asset_tag = :asset)
                      group by c.asset_tag, day order by day desc, readings desc, c.asset_tag limit :most
                      """)
                  .bind("asset", asset)
                  .bind("from", range.from())
                  .bind("to", range.to())
                  .bind("most", MOST)
                  .list(CorrectionController::day);
          return new Days(
              range.from(), range.to(), days.stream().mapToLong(Day::readings).sum(), days);
        });
  }

  private Optional<Instant> newest(@Nullable String asset) {
    return database
        .sql(
            "select max(from_at) as newest from correction where :asset::text is null or asset_tag = :asset")
        .bind("asset", asset)
        .one(row -> Optional.ofNullable(row.instantOrNull("newest")));
  }

  private static Day day(Row row) {
    return new Day(
        row.text("asset_tag"),
        row.text("day"),
        row.number("messages"),
        row.number("readings"),
        row.instant("from_at"),
        row.instant("to_at"),
        row.real("latest"),
        row.texts("sources"),
        row.texts("points"));
  }
}
