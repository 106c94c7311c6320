package io.millwright.cmms.series;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.partitioningBy;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.series.Gaps.Stretch;
import io.millwright.cmms.series.SeriesRepository.KeptFrom;
import io.millwright.contracts.measurement.Quality;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Readings of points, never more samples than asked for. All methods work in the open transaction.
 */
@Singleton
final class SeriesReader {
  /**
   * A point that the register of assets knows, or the historian, or both.
   *
   * @param derived whether it is a descriptor of the monitoring; else it was measured
   * @param recorded whether there are readings of it
   */
  record KnownPoint(
      String asset, String point, boolean derived, @Nullable String unit, boolean recorded) {}

  /**
   * What to draw.
   *
   * @param maxPoints most samples, 2 or more
   * @param gapAfter what is longer is a gap; null = judged by the readings
   */
  record Chart(Shape shape, int maxPoints, @Nullable Duration gapAfter) {}

  private static final String RAW = "raw";

  private final Database database;
  private final SeriesViews views;
  private final SeriesRepository series;
  private final ColumnRepository columns;

  SeriesReader(
      Database database, SeriesViews views, SeriesRepository series, ColumnRepository columns) {
    this.database = database;
    this.views = views;
    this.series = series;
    this.columns = columns;
  }

  /**
   * Looks a point up.
   *
   * @throws ProblemException 404, if nobody knows it
   */
  KnownPoint point(String asset, String point, boolean derived) {
    return points(List.of(new SeriesQuery.Point(asset, point, derived))).get(0);
  }

  /**
   * Looks points up: the register of assets may know them, with their unit, or the historian, which
   * may know points that no plan names.
   *
   * @return them in the same order
   * @throws ProblemException 404, if nobody knows one of them
   */
  List<KnownPoint> points(List<SeriesQuery.Point> named) {
    List<KnownPoint> asked =
        named.stream()
            .map(
                each ->
                    new KnownPoint(
                        each.asset(),
                        each.point(),
                        Boolean.TRUE.equals(each.derived()),
                        null,
                        false))
            .toList();
    String recorded =
        views.present()
            ? """
              exists (
                select from series.tenant_point t
                where t.asset = asked.asset and t.point = asked.point and t.derived = asked.derived)
              """
            : "false";
    String registered =
        """
        left join asset a on a.tag = asked.asset
        left join measurement_point p
          on p.tenant_id = a.tenant_id and p.asset_tag = a.tag and p.name = asked.point and not asked.derived
        order by asked.place
        """;
    return new AskedPoints(asked)
        .bind(
            database.sql(
                "select asked.*, p.name is not null as registered, p.unit, "
                    + recorded
                    + " as recorded from "
                    + AskedPoints.ROWS
                    + registered))
        .list(
            row -> {
              KnownPoint known =
                  new KnownPoint(
                      row.text("asset"),
                      row.text("point"),
                      row.flag("derived"),
                      row.textOrNull("unit"),
                      row.flag("recorded"));
              if (!known.recorded() && !row.flag("registered")) {
                throw ProblemException.notFound(
                    (known.derived() ? "descriptor '" : "measurement point '")
                        + known.point()
                        + "' of asset '"
                        + known.asset()
                        + "'");
              }
              return known;
            });
  }

  /**
   * The points of an asset that there are readings of, be it registered or not.
   *
   * @throws ProblemException 404, if there are none and no such asset
   */
  List<KnownPoint> recordedPoints(String asset, boolean derived) {
    List<KnownPoint> points =
        views.present()
            ? series.pointsOf(asset, derived).stream()
                .map(point -> new KnownPoint(asset, point, derived, null, true))
                .toList()
            : List.of();
    if (points.isEmpty()) {
      checkAsset(asset);
    }
    return points;
  }

  /**
   * Checks that there is such an asset.
   *
   * @throws ProblemException 404, if there is none
   */
  void checkAsset(String asset) {
    boolean known =
        database
            .sql("select 1 as one from asset where tag = :asset")
            .bind("asset", asset)
            .first(row -> true)
            .isPresent();
    if (!known) {
      throw ProblemException.notFound("asset '" + asset + "'");
    }
  }

  /** Event time of the newest reading of any of them. */
  Optional<Instant> newest(List<KnownPoint> points) {
    return points.stream()
        .filter(KnownPoint::recorded)
        .flatMap(known -> series.newestReading(known).stream())
        .max(Comparator.naturalOrder());
  }

  /**
   * The readings of each as they are if there are at most that many, and what is drawn of them
   * else.
   *
   * @return in the order of the points
   */
  List<SeriesView.Series> read(List<KnownPoint> points, TimeRange range, Chart chart) {
    Map<KnownPoint, SeriesView.Series> answers = new HashMap<>();
    List<KnownPoint> recorded = points.stream().filter(KnownPoint::recorded).distinct().toList();
    if (!recorded.isEmpty()) {
      Map<KnownPoint, KeptFrom> kept = series.keptFrom(recorded);
      recorded.stream()
          .collect(groupingBy(each -> kept.getOrDefault(each, KeptFrom.EVER).in(range)))
          .forEach(
              (from, of) ->
                  answers.putAll(
                      from.equals(KeptFrom.EVER)
                          ? ofReadings(of, range, chart)
                          : ofRollups(of, range, from, chart)));
    }
    return points.stream()
        .map(
            each ->
                answers.computeIfAbsent(
                    each, silent -> raw(silent, range, chart, List.of(), Map.of())))
        .toList();
  }

  /** A range of which all readings are there: the rollups tell whether they are few. */
  private Map<KnownPoint, SeriesView.Series> ofReadings(
      List<KnownPoint> points, TimeRange range, Chart chart) {
    Columns drawn = columns(points, range, number(chart), chart.shape());
    Map<Boolean, List<KnownPoint>> many =
        points.stream().collect(partitioningBy(each -> drawn.readings(each) > chart.maxPoints()));
    Map<KnownPoint, SeriesView.Series> answers =
        answers(many.getOrDefault(true, List.of()), range, chart, drawn);
    List<KnownPoint> few = many.getOrDefault(false, List.of());
    Map<KnownPoint, Map<Instant, Integer>> revised =
        columns.revised(few, range, Instant.EPOCH, Duration.of(1, ChronoUnit.MICROS));
    few.forEach(
        each ->
            answers.put(
                each,
                raw(
                    each,
                    range,
                    chart,
                    series.in(each, range, chart.maxPoints()),
                    revised.getOrDefault(each, Map.of()))));
    return answers;
  }

  private static SeriesView.Series raw(
      KnownPoint known,
      TimeRange range,
      Chart chart,
      List<SeriesRepository.Reading> readings,
      Map<Instant, Integer> revised) {
    return answer(
        known,
        range,
        RAW,
        RAW,
        Gaps.between(
            range,
            readings.stream().map(each -> new Stretch(each.time(), each.time(), 1)).toList(),
            chart.gapAfter()),
        readings.stream().map(each -> sample(each, revised.getOrDefault(each.time(), 0))).toList());
  }

  private static int number(Chart chart) {
    return chart.shape().columns(chart.maxPoints());
  }

  /** A range of which not all readings are there any more, by rollups alone. */
  private Map<KnownPoint, SeriesView.Series> ofRollups(
      List<KnownPoint> points, TimeRange asked, KeptFrom kept, Chart chart) {
    TimeRange range = wholeHours(asked, kept.readings());
    RollupPlan plan =
        RollupPlan.noFinerThan(
            range.from().isBefore(kept.minutes()) ? RollupPlan.Level.HOUR : RollupPlan.Level.MINUTE,
            range,
            number(chart));
    return answers(
        points,
        range,
        chart,
        new Columns(
            plan.origin(),
            plan.width(),
            columns.ofRollups(
                points, range, plan, kept.readings(), chart.shape() != Shape.BUCKETS)));
  }

  /** Parts of an hour could only be drawn from its readings. */
  private static TimeRange wholeHours(TimeRange range, Instant kept) {
    Instant end = RollupPlan.Level.HOUR.ceiling(range.to());
    return new TimeRange(
        RollupPlan.Level.HOUR.floor(range.from()),
        end.isAfter(kept) || end.equals(range.to()) ? range.to() : end.minus(1, ChronoUnit.MICROS));
  }

  private Map<KnownPoint, SeriesView.Series> answers(
      List<KnownPoint> points, TimeRange range, Chart chart, Columns found) {
    Map<KnownPoint, Map<Instant, Integer>> revised =
        columns.revised(points, range, found.origin(), found.width());
    Map<KnownPoint, SeriesView.Series> answers = new HashMap<>();
    for (KnownPoint each : points) {
      List<Column> of = found.of(each);
      answers.put(
          each,
          answer(
              each,
              range,
              chart.shape().label(),
              found.width().toString(),
              Gaps.between(range, of.stream().map(Column::stretch).toList(), chart.gapAfter()),
              Drawing.samples(
                  chart.shape(), of, revised.getOrDefault(each, Map.of()), chart.maxPoints())));
    }
    return answers;
  }

  /**
   * Readings of points in columns.
   *
   * @param origin begin of the first
   */
  record Columns(Instant origin, Duration width, Map<KnownPoint, List<Column>> columns) {
    List<Column> of(KnownPoint point) {
      return columns.getOrDefault(point, List.of());
    }

    long readings(KnownPoint point) {
      return of(point).stream().mapToLong(Column::readings).sum();
    }
  }

  /** The readings of each in at most so many columns. */
  Columns columns(List<KnownPoint> points, TimeRange range, int number, Shape shape) {
    boolean dots = shape != Shape.BUCKETS;
    Optional<RollupPlan> rollups = RollupPlan.of(range, number);
    if (rollups.isEmpty()) {
      Duration width = range.bucket(number);
      return new Columns(range.from(), width, columns.ofReadings(points, range, width, dots));
    }
    RollupPlan plan = rollups.get();
    Map<KnownPoint, List<Column>> found =
        columns.ofRollups(points, range, plan, Instant.EPOCH, dots);
    if (dots) {
      found.replaceAll((point, of) -> withFirst(point, of, range));
    }
    return new Columns(plan.origin(), plan.width(), found);
  }

  /** Rollups do not know the first reading, but a line begins there. */
  private List<Column> withFirst(KnownPoint known, List<Column> found, TimeRange range) {
    Column column = found.get(0);
    Instant end = column.until().isAfter(range.to()) ? range.to() : column.until();
    Column.Dot first = columns.firstUsable(known, new TimeRange(column.first(), end));
    if (first == null || column.dots().contains(first)) {
      return found;
    }
    List<Column.Dot> dots = new ArrayList<>();
    dots.add(first);
    // The middle of an hour may lie before its first reading.
    column.dots().stream()
        .map(dot -> dot.time().isBefore(first.time()) ? dot.at(first.time()) : dot)
        .filter(dot -> !dot.equals(first))
        .forEach(dots::add);
    List<Column> all = new ArrayList<>(found);
    all.set(0, column.through(dots));
    return all;
  }

  private static SeriesView.Series answer(
      KnownPoint known,
      TimeRange range,
      String shape,
      String resolution,
      Gaps gaps,
      List<SeriesView.Sample> samples) {
    Duration spacing = gaps.spacing();
    return new SeriesView.Series(
        known.asset(),
        known.point(),
        known.derived(),
        known.unit(),
        shape,
        resolution,
        range.from(),
        range.to(),
        spacing == null ? null : spacing.toNanos() / 1e9,
        gaps.gaps().stream()
            .map(gap -> new SeriesView.Gap(gap.from().toEpochMilli(), gap.to().toEpochMilli()))
            .toList(),
        samples);
  }

  private static SeriesView.Sample sample(SeriesRepository.Reading reading, int revised) {
    double value = reading.value();
    return new SeriesView.Sample(
        reading.time().toEpochMilli(),
        value,
        value,
        value,
        reading.quality().code(),
        1,
        reading.quality().usable() ? 1 : 0,
        reading.quality() == Quality.GOOD ? 1 : 0,
        revised);
  }
}
