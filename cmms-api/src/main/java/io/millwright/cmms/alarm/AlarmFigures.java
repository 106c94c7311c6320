package io.millwright.cmms.alarm;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.platform.Sql;
import io.millwright.cmms.platform.WireValues;
import io.millwright.cmms.series.MachineTime;
import io.millwright.cmms.series.TimeRange;
import io.millwright.models.alarm.AlarmState;
import io.millwright.models.alarm.AlarmStatistics;
import io.millwright.models.alarm.AlarmStatistics.Event;
import io.millwright.models.alarm.AlarmStatistics.Source;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the alarm system was like to live with, from the changes that are kept. */
@Singleton
class AlarmFigures {
  private static final Duration LONGEST = Duration.ofDays(92);
  private static final int MOST_CHANGES = 100_000;
  private static final int MOST_NAMED = 100;

  /** Widths of the bars of a chart, of which there are then at most 200. */
  private static final List<Duration> WIDTHS =
      List.of(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(6), Duration.ofDays(1));

  private static final int MOST_BARS = 200;

  /** An alarm. */
  @Serdeable
  record Named(String asset, String detector) {
    static List<Named> of(List<Source> sources) {
      return sources.stream()
          .limit(MOST_NAMED)
          .map(source -> new Named(source.asset(), source.detector()))
          .toList();
    }
  }

  /** An alarm and how often it was announced. */
  @Serdeable
  record Actor(@JsonUnwrapped Named alarm, int announced) {}

  /** How many alarms were announced from that time until the next bar. */
  @Serdeable
  record Bar(Instant at, int announced) {}

  /**
   * The figures, with the targets of ISA-18.2 in AlarmStatistics; announced alarms only, event
   * time.
   *
   * @param chattering how many alarms changed more than 5 times within 5 minutes; the first hundred
   *     are named
   * @param stale how many were active for more than a day; the first hundred are named
   * @param shareByPriority of priority 1, 2, 3
   * @param barMinutes width of a bar
   */
  @Serdeable
  record Figures(
      Instant from,
      Instant to,
      int announced,
      double perTenMinutes,
      double perHour,
      double shareOfIntervalsAboveTen,
      int floods,
      double shareOfTimeInFlood,
      int chattering,
      List<Named> chatteringAlarms,
      int stale,
      List<Named> staleAlarms,
      List<Actor> badActors,
      double shareOfBadActors,
      List<Double> shareByPriority,
      long barMinutes,
      List<Bar> bars) {}

  private final Database database;
  private final MachineTime machineTime;

  AlarmFigures(Database database, MachineTime machineTime) {
    this.database = database;
    this.machineTime = machineTime;
  }

  /**
   * Counts.
   *
   * @param asset null = of all
   * @param days how long, where {@code from} is not given
   * @throws ProblemException 400 if the time is none, or too long for what happened in it
   */
  Figures of(@Nullable String asset, @Nullable String from, @Nullable String to, int days) {
    return database.read(
        () -> {
          TimeRange asked = TimeRange.of(from, to, this::latest);
          TimeRange range =
              from == null
                  ? new TimeRange(asked.to().minus(Duration.ofDays(days)), asked.to())
                  : asked;
          Duration length = Duration.between(range.from(), range.to());
          if (length.compareTo(LONGEST) > 0 || length.isZero() || length.isNegative()) {
            throw ProblemException.badRequest(
                "the time from "
                    + range.from()
                    + " to "
                    + range.to()
                    + " must have some length, and "
                    + LONGEST.toDays()
                    + " days at most");
          }
          List<Event> events = new ArrayList<>(activeBefore(asset, range));
          List<Event> changes = changes(asset, range);
          events.addAll(changes);
          long begin = micros(range.from());
          AlarmStatistics statistics = AlarmStatistics.of(events, begin, micros(range.to()));
          return figures(range, statistics, changes, width(length));
        });
  }

  /** Now, or in a history that is replayed the latest change. */
  private Optional<Instant> latest() {
    Instant wall = Instant.now().truncatedTo(ChronoUnit.MICROS);
    if (machineTime.isLive(wall)) {
      return Optional.of(wall);
    }
    return database
        .sql("select max(at) as newest from alarm_event")
        .one(row -> Optional.ofNullable(row.instantOrNull("newest")))
        // the end is not included
        .map(newest -> newest.plus(1, ChronoUnit.MICROS));
  }

  private List<Event> changes(@Nullable String asset, TimeRange range) {
    List<Event> changes =
        bound(
                """
                select asset_tag, detector, at, state, announced, priority from alarm_event
                where at >= :from and at < :to and (:asset::text is null or asset_tag = :asset)
                order by at, asset_tag, detector limit :most
                """,
                asset,
                range)
            .bind("most", MOST_CHANGES + 1)
            .list(
                row ->
                    event(
                        row,
                        row.instant("at"),
                        AlarmState.valueOf(row.text("state")),
                        row.flag("announced")));
    if (changes.size() > MOST_CHANGES) {
      throw ProblemException.badRequest(
          "alarms changed more than "
              + MOST_CHANGES
              + " times from "
              + range.from()
              + " to "
              + range.to()
              + ": choose a shorter time, or one asset");
    }
    return changes;
  }

  /** What was active when the time began: it still is, or its first change in the time says so. */
  private List<Event> activeBefore(@Nullable String asset, TimeRange range) {
    return bound(
            """
            select asset_tag, detector, priority, min(since) as since from (
              select asset_tag, detector, priority, active_since as since from alarm
              where active_since < :from and (:asset::text is null or asset_tag = :asset)
              union all
              select f.asset_tag, f.detector, f.priority,
                (select max(b.at) from alarm_event b
                 where b.asset_tag = f.asset_tag and b.detector = f.detector and b.at < :from
                   and b.state in ('ACTIVE_UNACKNOWLEDGED', 'ACTIVE_ACKNOWLEDGED')
                   and b.previous not in ('ACTIVE_UNACKNOWLEDGED', 'ACTIVE_ACKNOWLEDGED'))
              from (
                select distinct on (asset_tag, detector) asset_tag, detector, priority, previous from alarm_event
                where at >= :from and at < :to and (:asset::text is null or asset_tag = :asset)
                order by asset_tag, detector, at) f
              where f.previous in ('ACTIVE_UNACKNOWLEDGED', 'ACTIVE_ACKNOWLEDGED')) known
            where since is not null group by asset_tag, detector, priority order by since
            """,
            asset,
            range)
        .list(row -> event(row, row.instant("since"), AlarmState.ACTIVE_UNACKNOWLEDGED, false));
  }

  private Sql bound(String sql, @Nullable String asset, TimeRange range) {
    return database.sql(sql).bind("asset", asset).bind("from", range.from()).bind("to", range.to());
  }

  private static Event event(Row row, Instant at, AlarmState state, boolean announced) {
    return new Event(
        new Source(row.text("asset_tag"), row.text("detector")),
        micros(at),
        state,
        announced,
        row.integer("priority"));
  }

  private static Figures figures(
      TimeRange range, AlarmStatistics statistics, List<Event> changes, Duration width) {
    return new Figures(
        range.from(),
        range.to(),
        statistics.announced(),
        statistics.perTenMinutes(),
        statistics.perTenMinutes() * 6,
        statistics.shareOfIntervalsAboveTen(),
        statistics.floods(),
        statistics.shareOfTimeInFlood(),
        statistics.chattering().size(),
        Named.of(statistics.chattering()),
        statistics.stale().size(),
        Named.of(statistics.stale()),
        statistics.badActors().stream()
            .map(
                actor ->
                    new Actor(
                        new Named(actor.source().asset(), actor.source().detector()),
                        actor.announced()))
            .toList(),
        statistics.shareOfBadActors(),
        statistics.shareByPriority(),
        width.toMinutes(),
        bars(range, changes, width));
  }

  private static Duration width(Duration length) {
    return WIDTHS.stream()
        .filter(width -> length.dividedBy(width) < MOST_BARS)
        .findFirst()
        .orElse(LONGEST);
  }

  /** At whole multiples of the width, from the one that the time begins in. */
  private static List<Bar> bars(TimeRange range, List<Event> changes, Duration width) {
    long microsWide = width.toNanos() / 1_000;
    long first = Math.floorDiv(micros(range.from()), microsWide);
    // the end is not included
    int[] announced =
        new int[(int) (Math.floorDiv(micros(range.to()) - 1, microsWide) - first) + 1];
    for (Event change : changes) {
      if (change.announced()) {
        announced[(int) (Math.floorDiv(change.timeMicros(), microsWide) - first)]++;
      }
    }
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < announced.length; i++) {
      bars.add(new Bar(WireValues.instant((first + i) * microsWide), announced[i]));
    }
    return bars;
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
