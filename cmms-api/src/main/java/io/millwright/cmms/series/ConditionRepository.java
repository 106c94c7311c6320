package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Sql;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Health and prognosis by plain SQL. All methods work in the open transaction. */
@Singleton
final class ConditionRepository {
  private final Database database;

  ConditionRepository(Database database) {
    this.database = database;
  }

  Optional<Instant> newest(String asset) {
    return database
        .sql("select time from series.tenant_latest_condition where asset = :asset")
        .bind("asset", asset)
        .first(row -> row.instant("time"));
  }

  List<SeriesView.ConditionSample> in(String asset, TimeRange range, int limit) {
    return ranged(
            """
            select * from series.tenant_condition
            where asset = :asset and time >= :from and time <= :to
            order by time limit :limit
            """,
            asset,
            range)
        .bind("limit", limit)
        .list(row -> SeriesView.conditionSample(row, "time"));
  }

  /** Means of each bucket, and the worst of its states. */
  List<SeriesView.ConditionSample> thinned(String asset, TimeRange range, Duration bucket) {
    return ranged(
            """
            select date_bin(make_interval(secs => :seconds), time, :from) as bucket,
              avg(health_index) as health_index, max(state) as state,
              avg(failure_probability) as failure_probability,
              avg(remaining_life_hours) as remaining_life_hours,
              avg(remaining_life_low_hours) as remaining_life_low_hours,
              avg(remaining_life_high_hours) as remaining_life_high_hours
            from series.tenant_condition
            where asset = :asset and time >= :from and time <= :to
            group by bucket order by bucket
            """,
            asset,
            range)
        .bind("seconds", bucket)
        .list(row -> SeriesView.conditionSample(row, "bucket"));
  }

  private Sql ranged(String sql, String asset, TimeRange range) {
    return database.sql(sql).bind("asset", asset).bind("from", range.from()).bind("to", range.to());
  }
}
