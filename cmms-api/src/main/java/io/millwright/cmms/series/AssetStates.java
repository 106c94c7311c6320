package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.platform.Sql;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * States of an asset over time: operating states as devices told them, and those of detectors. All
 * methods work in the open transaction.
 */
@Singleton
final class AssetStates {
  /** Of one look into the database. */
  private static final int PAGE = 10_000;

  /** How far back the state at the begin of a range is looked for. */
  private static final Duration LOOK_BACK = Duration.ofDays(366);

  private final Database database;
  private final SeriesViews views;
  private final EventRepository events;
  private final SeriesReader reader;

  AssetStates(Database database, SeriesViews views, EventRepository events, SeriesReader reader) {
    this.database = database;
    this.views = views;
    this.events = events;
    this.reader = reader;
  }

  /**
   * The range that a caller asks for, ending at the newest event or change of state.
   *
   * @param detector null = operating states
   */
  TimeRange range(
      String asset, @Nullable String detector, @Nullable String from, @Nullable String to) {
    reader.checkAsset(asset);
    return TimeRange.of(
        from,
        to,
        () ->
            !views.present()
                ? Optional.empty()
                : detector == null ? events.newestEvent(asset) : events.newestStateChange(asset));
  }

  /**
   * What was told of the operating state.
   *
   * @param state null = the source went offline
   */
  private record Told(Instant time, String source, @Nullable String state) {}

  /**
   * Operating states. One holds until another is told; when the source that told it goes offline,
   * it is not known any more.
   */
  StateTimes operating(String asset, TimeRange range) {
    if (!views.present()) {
      return new StateTimes(range, null);
    }
    Optional<Told> before = operatingBefore(asset, range.from());
    StateTimes times = new StateTimes(range, before.map(Told::state).orElse(null));
    String source = before.map(Told::source).orElse("");
    for (Pages<Told> pages = new Pages<>(range.from(), Told::time); pages.more(); ) {
      for (Told told : pages.took(told(asset, range, pages))) {
        if (told.state() != null) {
          source = told.source();
          times.change(told.time(), told.state());
        } else if (told.source().equals(source)) {
          times.change(told.time(), null);
        }
      }
    }
    return times;
  }

  private Optional<Told> operatingBefore(String asset, Instant time) {
    return database
        .sql(
            """
            select e.time, e.source, e.code, exists (
              select from series.tenant_event d
              where d.asset = :asset and d.kind = :offline and d.source = e.source
                and d.time >= e.time and d.time < :before) as gone
            from series.tenant_event e
            where e.asset = :asset and e.kind = :state and e.time >= :earliest and e.time < :before
            order by e.time desc, e.source, e.code limit 1
            """)
        .bind("asset", asset)
        .bind("state", EventView.Kind.OPERATING_STATE.ordinal())
        .bind("offline", EventView.Kind.DEATH.ordinal())
        .bind("earliest", earliest(time))
        .bind("before", time)
        .first(
            row ->
                new Told(
                    row.instant("time"),
                    row.text("source"),
                    row.flag("gone") ? null : row.text("code")));
  }

  private List<Told> told(String asset, TimeRange range, Pages<Told> pages) {
    return pages
        .bound(
            database.sql(
                """
                select time, source, kind, code from series.tenant_event
                where asset = :asset and kind in (:state, :offline) and time >= :reached and time <= :to
                order by time, kind, source, code, text offset :skipped limit :page
                """))
        .bind("asset", asset)
        .bind("state", EventView.Kind.OPERATING_STATE.ordinal())
        .bind("offline", EventView.Kind.DEATH.ordinal())
        .bind("to", range.to())
        .list(
            row ->
                new Told(
                    row.instant("time"),
                    row.text("source"),
                    row.integer("kind") == EventView.Kind.DEATH.ordinal()
                        ? null
                        : row.text("code")));
  }

  private record Judged(Instant time, ConditionState state) {}

  /**
   * States of a detector: UNKNOWN is what it said itself, before its first word nothing is known.
   *
   * @param point null = the detector's only one
   */
  StateTimes ofDetector(String asset, String detector, @Nullable String point, TimeRange range) {
    if (!views.present()) {
      return new StateTimes(range, null);
    }
    if (point == null) {
      List<String> points = pointsOf(asset, detector);
      if (points.size() > 1) {
        throw ProblemException.badRequest(
            "detector '" + detector + "' judges several points: name one of " + points);
      }
    }
    StateTimes times = new StateTimes(range, name(judgedBefore(asset, detector, point, range)));
    for (Pages<Judged> pages = new Pages<>(range.from(), Judged::time); pages.more(); ) {
      for (Judged judged : pages.took(judged(asset, detector, point, range, pages))) {
        times.change(judged.time(), name(judged.state()));
      }
    }
    return times;
  }

  private static @Nullable String name(@Nullable ConditionState state) {
    return state == null || state == ConditionState.UNKNOWN ? null : state.name();
  }

  private List<String> pointsOf(String asset, String detector) {
    return database
        .sql(
            """
            select distinct point from series.tenant_state_change
            where asset = :asset and detector = :detector order by point limit 20
            """)
        .bind("asset", asset)
        .bind("detector", detector)
        .list(row -> row.text("point"));
  }

  private @Nullable ConditionState judgedBefore(
      String asset, String detector, @Nullable String point, TimeRange range) {
    return database
        .sql(
            """
            select state from series.tenant_state_change
            where asset = :asset and detector = :detector and (:point::text is null or point = :point)
              and time >= :earliest and time < :before
            order by time desc limit 1
            """)
        .bind("asset", asset)
        .bind("detector", detector)
        .bind("point", point)
        .bind("earliest", earliest(range.from()))
        .bind("before", range.from())
        .first(row -> ConditionState.ofCode(row.integer("state")))
        .orElse(null);
  }

  private List<Judged> judged(
      String asset, String detector, @Nullable String point, TimeRange range, Pages<Judged> pages) {
    return pages
        .bound(
            database.sql(
                """
                select time, state from series.tenant_state_change
                where asset = :asset and detector = :detector and (:point::text is null or point = :point)
                  and time >= :reached and time <= :to
                order by time, point offset :skipped limit :page
                """))
        .bind("asset", asset)
        .bind("detector", detector)
        .bind("point", point)
        .bind("to", range.to())
        .list(row -> new Judged(row.instant("time"), ConditionState.ofCode(row.integer("state"))));
  }

  private static Instant earliest(Instant time) {
    return time.minus(LOOK_BACK);
  }

  /** Where reading goes on, page after page, the oldest first; several may have one time. */
  private static final class Pages<T> {
    private final Function<T, Instant> time;
    private Instant reached;
    private int skipped;
    private boolean more = true;

    Pages(Instant from, Function<T, Instant> time) {
      this.reached = from;
      this.time = time;
    }

    boolean more() {
      return more;
    }

    Sql bound(Sql sql) {
      return sql.bind("reached", reached).bind("skipped", skipped).bind("page", PAGE);
    }

    List<T> took(List<T> page) {
      more = page.size() == PAGE;
      for (T each : page) {
        skipped = time.apply(each).equals(reached) ? skipped + 1 : 1;
        reached = time.apply(each);
      }
      return page;
    }
  }
}
