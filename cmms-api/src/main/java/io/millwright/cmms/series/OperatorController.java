package io.millwright.cmms.series;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.series.SeriesReader.KnownPoint;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Figures over a range: of a point from its readings, of an asset from its states. */
@Controller("/api/assets/{tag}")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class OperatorController {
  /** Columns by which gaps are judged. */
  private static final int COLUMNS = 500;

  private static final int MOST_BINS = 1_000;
  private static final int USUAL_BINS = 20;
  private static final double MICROS_PER_HOUR = 3.6e9;

  private final Database database;
  private final SeriesReader reader;
  private final ReadingWalk walk;
  private final AssetStates states;

  OperatorController(Database database, SeriesReader reader, ReadingWalk walk, AssetStates states) {
    this.database = database;
    this.reader = reader;
    this.walk = walk;
    this.states = states;
  }

  /** Time in each operating state, or in each state of a detector. */
  @Get("/operators/time-in-state")
  @RequiresPermission(Permission.READ)
  OperatorView.States timeInState(
      String tag,
      @Nullable @QueryValue String detector,
      @Nullable @QueryValue String point,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to) {
    if (point != null && detector == null) {
      throw ProblemException.badRequest(
          "query parameter detector is missing: operating states are not those of a point");
    }
    return database.read(
        () -> {
          TimeRange range = states.range(tag, detector, from, to);
          StateTimes times =
              detector == null
                  ? states.operating(tag, range)
                  : states.ofDetector(tag, detector, point, range);
          double known = hours(length(range).minus(times.unknown()));
          return new OperatorView.States(
              tag,
              point,
              detector,
              range.from(),
              range.to(),
              times.times().entrySet().stream()
                  .map(
                      each ->
                          new OperatorView.TimeIn(
                              each.getKey(),
                              hours(each.getValue()),
                              share(hours(each.getValue()), known)))
                  .toList(),
              hours(times.unknown()),
              share(known, hours(length(range))),
              times.changes());
        });
  }

  /** Share of the known time in which the asset ran, by the operating states that devices told. */
  @Get("/operators/availability")
  @RequiresPermission(Permission.READ)
  OperatorView.Availability availability(
      String tag,
      @QueryValue(defaultValue = "RUNNING") List<String> running,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to) {
    return database.read(
        () -> {
          TimeRange range = states.range(tag, null, from, to);
          StateTimes times = states.operating(tag, range);
          double unknown = hours(times.unknown());
          double ran =
              times.times().entrySet().stream()
                  .filter(each -> running.contains(each.getKey()))
                  .mapToDouble(each -> hours(each.getValue()))
                  .sum();
          double known = hours(length(range)) - unknown;
          return new OperatorView.Availability(
              tag,
              running,
              range.from(),
              range.to(),
              ran,
              Math.max(0, known - ran),
              unknown,
              known > 0 ? share(ran, known) : null,
              share(known, hours(length(range))));
        });
  }

  /** How long a point was at a limit or above. */
  @Get("/points/{point}/operators/availability")
  @RequiresPermission(Permission.READ)
  OperatorView.Running running(
      String tag,
      String point,
      @Nullable @QueryValue Double above,
      @QueryValue(defaultValue = "false") boolean derived,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @Nullable @QueryValue String gapAfter) {
    double limit = given("above", above);
    return over(
        new Asked(tag, point, derived, from, to, gapAfter),
        (sight, coverage) -> new Folds.Running(limit, coverage),
        (basis, fold) ->
            new OperatorView.Running(
                basis,
                limit,
                fold.hours(),
                Math.max(0, basis.coveredHours() - fold.hours()),
                basis.coveredHours() > 0 ? share(fold.hours(), basis.coveredHours()) : null,
                fold.starts()));
  }

  /** The integral over time, such as the energy of a power. */
  @Get("/points/{point}/operators/integral")
  @RequiresPermission(Permission.READ)
  OperatorView.Integral integral(
      String tag,
      String point,
      @QueryValue(defaultValue = "false") boolean derived,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @Nullable @QueryValue String gapAfter) {
    return over(
        new Asked(tag, point, derived, from, to, gapAfter),
        (sight, coverage) -> new Folds.Integral(coverage),
        (basis, fold) ->
            new OperatorView.Integral(
                basis, fold.area(), basis.unit() == null ? null : basis.unit() + ".h"));
  }

  /** How far a counter rose. */
  @Get("/points/{point}/operators/counter")
  @RequiresPermission(Permission.READ)
  OperatorView.Counter counter(
      String tag,
      String point,
      @Nullable @QueryValue Double rollOver,
      @QueryValue(defaultValue = "false") boolean derived,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @Nullable @QueryValue String gapAfter) {
    if (rollOver != null && !(rollOver > 0 && Double.isFinite(rollOver))) {
      throw ProblemException.badRequest("rollOver must be above 0, but was " + rollOver);
    }
    return over(
        new Asked(tag, point, derived, from, to, gapAfter),
        (sight, coverage) -> new Folds.Counter(rollOver == null ? Double.NaN : rollOver, coverage),
        (basis, fold) ->
            new OperatorView.Counter(basis, fold.rise(), fold.resets(), fold.rollOvers()));
  }

  /** How often a point rose to a limit. */
  @Get("/points/{point}/operators/crossings")
  @RequiresPermission(Permission.READ)
  OperatorView.Crossings crossings(
      String tag,
      String point,
      @Nullable @QueryValue Double above,
      @QueryValue(defaultValue = "0") double hysteresis,
      @QueryValue(defaultValue = "false") boolean derived,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @Nullable @QueryValue String gapAfter) {
    double limit = given("above", above);
    if (!(hysteresis >= 0 && Double.isFinite(hysteresis))) {
      throw ProblemException.badRequest("hysteresis must be 0 or more, but was " + hysteresis);
    }
    return over(
        new Asked(tag, point, derived, from, to, gapAfter),
        (sight, coverage) -> new Folds.Crossings(limit, hysteresis, coverage),
        (basis, fold) -> new OperatorView.Crossings(basis, limit, hysteresis, fold.crossings()));
  }

  /**
   * Cycles of a load by their range.
   *
   * @param binWidth in the unit of the point; null = a twentieth of the range of its values
   */
  @Get("/points/{point}/operators/rainflow")
  @RequiresPermission(Permission.READ)
  OperatorView.Rainflow rainflow(
      String tag,
      String point,
      @Nullable @QueryValue Double binWidth,
      @QueryValue(defaultValue = "false") boolean derived,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @Nullable @QueryValue String gapAfter) {
    if (binWidth != null && !(binWidth > 0 && Double.isFinite(binWidth))) {
      throw ProblemException.badRequest("binWidth must be above 0, but was " + binWidth);
    }
    return over(
        new Asked(tag, point, derived, from, to, gapAfter),
        (sight, coverage) -> new Folds.Rainflow(width(binWidth, sight.span()), coverage),
        (basis, fold) ->
            new OperatorView.Rainflow(
                basis,
                fold.binWidth(),
                fold.cycles().entrySet().stream()
                    .map(
                        each ->
                            new OperatorView.Bin(
                                each.getKey() * fold.binWidth(),
                                (each.getKey() + 1) * fold.binWidth(),
                                each.getValue()))
                    .toList()));
  }

  private static double width(@Nullable Double binWidth, double span) {
    if (binWidth == null) {
      return span > 0 ? span / USUAL_BINS : 1;
    }
    if (span / binWidth > MOST_BINS) {
      throw ProblemException.badRequest(
          "binWidth "
              + binWidth
              + " makes more than "
              + MOST_BINS
              + " bins of values that span "
              + span
              + ": choose a larger one");
    }
    return binWidth;
  }

  private record Asked(
      String tag,
      String point,
      boolean derived,
      @Nullable String from,
      @Nullable String to,
      @Nullable String gapAfter) {}

  /**
   * What a first look at a range shows.
   *
   * @param span between the smallest and the largest value
   */
  private record Sight(Gaps gaps, long readings, double span) {}

  private <F extends Fold, A> A over(
      Asked asked,
      BiFunction<Sight, Coverage, F> operator,
      BiFunction<OperatorView.Basis, F, A> answer) {
    Duration gapAfter = Gaps.stated(asked.gapAfter());
    return database.read(
        () -> {
          KnownPoint known = reader.point(asked.tag(), asked.point(), asked.derived());
          TimeRange range =
              TimeRange.of(asked.from(), asked.to(), () -> reader.newest(List.of(known)));
          Sight sight = look(known, range, gapAfter);
          Duration longest = sight.gaps().longest();
          Duration spacing = sight.gaps().spacing();
          F fold =
              operator.apply(sight, new Coverage(longest == null ? 0 : longest.toNanos() / 1_000));
          ReadingWalk.Walked walked =
              known.recorded()
                  ? walk.walk(
                      known,
                      range,
                      spacing == null ? Duration.ofHours(1) : spacing,
                      sight.readings(),
                      fold)
                  : new ReadingWalk.Walked(0, 0);
          double covered = fold.coverage().covered() / MICROS_PER_HOUR;
          double whole = hours(length(range));
          return answer.apply(
              new OperatorView.Basis(
                  known.asset(),
                  known.point(),
                  known.derived(),
                  known.unit(),
                  range.from(),
                  range.to(),
                  walked.hours() > 0 ? "PT1H" : "raw",
                  walked.readings(),
                  walked.hours(),
                  longest == null ? null : longest.toNanos() / 1e9,
                  covered,
                  Math.max(0, whole - covered),
                  share(covered, whole)),
              fold);
        });
  }

  private Sight look(KnownPoint known, TimeRange range, @Nullable Duration gapAfter) {
    List<Column> columns =
        known.recorded()
            ? reader.columns(List.of(known), range, COLUMNS, Shape.BUCKETS).of(known)
            : List.of();
    double low = columns.stream().mapToDouble(Column::low).min().orElse(0);
    double high = columns.stream().mapToDouble(Column::high).max().orElse(0);
    return new Sight(
        Gaps.between(range, columns.stream().map(Column::stretch).toList(), gapAfter),
        columns.stream().mapToLong(Column::readings).sum(),
        high - low);
  }

  private static double given(String parameter, @Nullable Double value) {
    if (value == null) {
      throw ProblemException.badRequest("query parameter " + parameter + " is missing");
    }
    if (!Double.isFinite(value)) {
      throw ProblemException.badRequest(parameter + " must be a number, but was " + value);
    }
    return value;
  }

  private static Duration length(TimeRange range) {
    return Duration.between(range.from(), range.to());
  }

  private static double hours(Duration time) {
    return time.toSeconds() / 3600.0 + time.getNano() / 3.6e12;
  }

  private static double share(double part, double whole) {
    return whole > 0 ? Math.min(1, part / whole) : 0;
  }
}
