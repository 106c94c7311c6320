package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.series.Gaps.Stretch;
import io.millwright.contracts.measurement.Quality;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
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

  private record Registered(boolean asset, boolean point, @Nullable String unit) {}

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
    Registered registered = registered(asset, derived ? "" : point);
    boolean recorded = views.present() && series.knowsPoint(asset, point, derived);
    if (!registered.point() && !recorded) {
      throw ProblemException.notFound(
          (derived ? "descriptor '" : "measurement point '")
              + point
              + "' of asset '"
              + asset
              + "'");
    }
    return new KnownPoint(asset, point, derived, registered.unit(), recorded);
  }

  /**
   * The points of an asset that there are readings of.
   *
   * @throws ProblemException 404, if there is no such asset
   */
  List<KnownPoint> recordedPoints(String asset, boolean derived) {
    checkAsset(asset);
    return views.present()
        ? series.pointsOf(asset, derived).stream()
            .map(point -> new KnownPoint(asset, point, derived, null, true))
            .toList()
        : List.of();
  }

  /**
   * Checks that there is such an asset.
   *
   * @throws ProblemException 404, if there is none
   */
  void checkAsset(String asset) {
    if (!registered(asset, "").asset()) {
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

  /** The readings as they are if there are at most that many, and what is drawn of them else. */
  SeriesView.Series read(KnownPoint known, TimeRange range, Chart chart) {
    Optional<Instant> kept = known.recorded() ? series.keptFrom(known) : Optional.empty();
    if (kept.isPresent() && range.from().isBefore(kept.get())) {
      return ofHours(known, wholeHours(range, kept.get()), chart);
    }
    List<SeriesRepository.Reading> readings =
        known.recorded() ? series.in(known, range, chart.maxPoints() + 1) : List.of();
    if (readings.size() <= chart.maxPoints()) {
      Map<Instant, Integer> revised =
          readings.isEmpty()
              ? Map.of()
              : columns.revised(known, range, Instant.EPOCH, Duration.of(1, ChronoUnit.MICROS));
      return answer(
          known,
          range,
          RAW,
          RAW,
          Gaps.between(
              range,
              readings.stream().map(each -> new Stretch(each.time(), each.time(), 1)).toList(),
              chart.gapAfter()),
          readings.stream()
              .map(each -> sample(each, revised.getOrDefault(each.time(), 0)))
              .toList());
    }
    return answer(
        known,
        range,
        chart,
        columns(known, range, chart.shape().columns(chart.maxPoints()), chart.shape()));
  }

  /** A range of which not all readings are there any more, by rollups alone. */
  private SeriesView.Series ofHours(KnownPoint known, TimeRange range, Chart chart) {
    RollupPlan plan = RollupPlan.ofHours(range, chart.shape().columns(chart.maxPoints()));
    boolean dots = chart.shape() != Shape.BUCKETS;
    return answer(
        known,
        range,
        chart,
        new Columns(plan.origin(), plan.width(), columns.ofRollups(known, range, plan, dots)));
  }

  /** Parts of an hour could only be drawn from its readings. */
  private static TimeRange wholeHours(TimeRange range, Instant kept) {
    Instant end = RollupPlan.Level.HOUR.ceiling(range.to());
    return new TimeRange(
        RollupPlan.Level.HOUR.floor(range.from()),
        end.isAfter(kept) || end.equals(range.to()) ? range.to() : end.minus(1, ChronoUnit.MICROS));
  }

  private SeriesView.Series answer(KnownPoint known, TimeRange range, Chart chart, Columns found) {
    return answer(
        known,
        range,
        chart.shape().label(),
        found.width().toString(),
        found.gaps(range, chart.gapAfter()),
        Drawing.samples(
            chart.shape(),
            found.columns(),
            columns.revised(known, range, found.origin(), found.width()),
            chart.maxPoints()));
  }

  /**
   * Readings in columns.
   *
   * @param origin begin of the first
   */
  record Columns(Instant origin, Duration width, List<Column> columns) {
    Gaps gaps(TimeRange range, @Nullable Duration gapAfter) {
      return Gaps.between(range, columns.stream().map(Column::stretch).toList(), gapAfter);
    }
  }

  /** The readings in at most so many columns. */
  Columns columns(KnownPoint known, TimeRange range, int number, Shape shape) {
    boolean dots = shape != Shape.BUCKETS;
    Optional<RollupPlan> rollups = RollupPlan.of(range, number);
    if (rollups.isEmpty()) {
      Duration width = range.bucket(number);
      return new Columns(range.from(), width, columns.ofReadings(known, range, width, dots));
    }
    RollupPlan plan = rollups.get();
    List<Column> found = columns.ofRollups(known, range, plan, dots);
    return new Columns(
        plan.origin(),
        plan.width(),
        dots && !found.isEmpty() ? withFirst(known, found, range) : found);
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

  /** What the register of assets knows of it; the historian may know points that no plan names. */
  private Registered registered(String asset, String point) {
    return database
        .sql(
            """
            select p.name is not null as point, p.unit
            from asset a left join measurement_point p
              on p.tenant_id = a.tenant_id and p.asset_tag = a.tag and p.name = :point
            where a.tag = :asset
            """)
        .bind("asset", asset)
        .bind("point", point)
        .first(row -> new Registered(true, row.flag("point"), row.textOrNull("unit")))
        .orElse(new Registered(false, false, null));
  }
}
