package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.series.SeriesReader.KnownPoint;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Goes through the readings of a point in the order of time, a page after the other. All methods
 * work in the open transaction.
 */
@Singleton
final class ReadingWalk {
  /** Of one look into the database. */
  private static final int PAGE = 10_000;

  /** With more, hours are taken as a whole where that will do. */
  private static final long MOST_SINGLE = 100_000;

  /** Reading so many takes seconds. */
  private static final long MOST_READ = 2_000_000;

  /** Share of the readings that an hour must have to be taken as a whole. */
  private static final double NEARLY_ALL = 0.9;

  private final Database database;
  private final SeriesRepository series;

  ReadingWalk(Database database, SeriesRepository series) {
    this.database = database;
    this.series = series;
  }

  /**
   * How far it went.
   *
   * @param readings looked at one by one
   * @param hours taken as a whole
   */
  record Walked(long readings, long hours) {}

  /**
   * Hands the usable readings of a range over.
   *
   * @param spacing how far readings are from each other
   * @param number of readings in the range
   * @throws ProblemException 400, if more must be looked at than is sensible
   */
  Walked walk(KnownPoint point, TimeRange range, Duration spacing, long number, Fold fold) {
    if (number <= MOST_SINGLE) {
      return new Walked(readings(point, range, fold, 0), 0);
    }
    int fewest =
        (int) Math.max(1, NEARLY_ALL * Fold.Hour.MICROS * 1000 / Math.max(1, spacing.toNanos()));
    Instant first = RollupPlan.Level.HOUR.ceiling(range.from());
    Instant end = RollupPlan.Level.HOUR.floor(range.to().plus(1, ChronoUnit.MICROS));
    Instant reached = range.from();
    long readings = 0;
    long hours = 0;
    List<Fold.Hour> page;
    do {
      page = wholeHours(point, first, end, fewest);
      for (Fold.Hour hour : page) {
        Instant begin = Instant.EPOCH.plus(hour.begin(), ChronoUnit.MICROS);
        readings += before(point, reached, begin, fold, readings);
        reached = begin.plus(1, ChronoUnit.HOURS);
        first = reached;
        if (fold.hour(hour)) {
          hours++;
        } else {
          readings += before(point, begin, reached, fold, readings);
        }
      }
    } while (page.size() == PAGE);
    if (!reached.isAfter(range.to())) {
      readings += readings(point, new TimeRange(reached, range.to()), fold, readings);
    }
    return new Walked(readings, hours);
  }

  private long before(KnownPoint point, Instant from, Instant end, Fold fold, long already) {
    return from.isBefore(end)
        ? readings(point, new TimeRange(from, end.minus(1, ChronoUnit.MICROS)), fold, already)
        : 0;
  }

  private long readings(KnownPoint point, TimeRange range, Fold fold, long already) {
    Instant reached = range.from().minus(1, ChronoUnit.MICROS);
    long number = 0;
    List<SeriesRepository.Reading> page;
    do {
      page = series.after(point, reached, range.to(), PAGE);
      number += page.size();
      if (already + number > MOST_READ) {
        throw ProblemException.badRequest(
            "more than "
                + MOST_READ
                + " readings would have to be looked at one by one: ask for less time");
      }
      for (SeriesRepository.Reading reading : page) {
        if (reading.quality().usable()) {
          fold.reading(ChronoUnit.MICROS.between(Instant.EPOCH, reading.time()), reading.value());
        }
        reached = reading.time();
      }
    } while (page.size() == PAGE);
    return number;
  }

  /**
   * Hours that the rollups know, oldest first.
   *
   * @param end exclusive
   * @param fewest usable readings that an hour must have
   */
  private List<Fold.Hour> wholeHours(KnownPoint point, Instant first, Instant end, int fewest) {
    return database
        .sql(
            """
            with mark as materialized (
              select hour from series.tenant_unrolled_hour
              where asset = :asset and point = :point and derived = :derived and hour >= :first and hour < :end)
            select r.time, r.low, r.high, r.mean, r.last_value from series.tenant_rollup_1h r
            where r.asset = :asset and r.point = :point and r.derived = :derived
              and r.time >= :first and r.time < :end and r.usable >= :fewest
              and r.time not in (select hour from mark)
            order by r.time limit :limit
            """)
        .bind("asset", point.asset())
        .bind("point", point.point())
        .bind("derived", point.derived())
        .bind("first", first)
        .bind("end", end)
        .bind("fewest", fewest)
        .bind("limit", PAGE)
        .list(
            row ->
                new Fold.Hour(
                    ChronoUnit.MICROS.between(Instant.EPOCH, row.instant("time")),
                    row.real("low"),
                    row.real("high"),
                    row.real("mean"),
                    row.real("last_value")));
  }
}
