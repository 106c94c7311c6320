package io.millwright.cmms.series;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.Cursor;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import jakarta.validation.Valid;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Charts: never more samples than asked for, whatever the range. */
@Controller("/api")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class SeriesController {
  private static final int MOST_POINTS = 5000;
  private static final int USUAL_POINTS = 500;

  /** Of one answer about many points. */
  private static final int MOST_SERIES = 50;

  private static final int MOST_SAMPLES = 100_000;
  private static final int MOST_LATEST = 5000;

  private final Database database;
  private final SeriesViews views;
  private final LatestReadings latest;
  private final ConditionRepository condition;
  private final SeriesReader reader;

  SeriesController(
      Database database,
      SeriesViews views,
      LatestReadings latest,
      ConditionRepository condition,
      SeriesReader reader) {
    this.database = database;
    this.views = views;
    this.latest = latest;
    this.condition = condition;
    this.reader = reader;
  }

  /** Readings of a point, to be drawn. */
  @Get("/assets/{tag}/points/{point}/series")
  @RequiresPermission(Permission.READ)
  SeriesView.Series series(
      String tag,
      String point,
      @QueryValue(defaultValue = "false") boolean derived,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @QueryValue(defaultValue = "500") int maxPoints,
      @Nullable @QueryValue String shape,
      @Nullable @QueryValue String gapAfter) {
    SeriesReader.Chart chart = chart(shape, maxPoints, gapAfter);
    return database.read(
        () -> {
          SeriesReader.KnownPoint known = reader.point(tag, point, derived);
          TimeRange range = TimeRange.of(from, to, () -> reader.newest(List.of(known)));
          return reader.read(List.of(known), range, chart).get(0);
        });
  }

  /** Many points over one range, to be drawn together. */
  @Post("/series/query")
  @RequiresPermission(Permission.READ)
  SeriesView.Many query(@Body @Valid SeriesQuery query) {
    int maxPoints = query.maxPoints() == null ? USUAL_POINTS : query.maxPoints();
    SeriesReader.Chart chart = chart(query.shape(), maxPoints, query.gapAfter());
    int number = query.points().size();
    if (number > MOST_SERIES) {
      throw ProblemException.badRequest(
          "points may name " + MOST_SERIES + " points at most, but names " + number);
    }
    if (number * maxPoints > MOST_SAMPLES) {
      throw ProblemException.badRequest(
          "maxPoints "
              + maxPoints
              + " for each of "
              + number
              + " points is more than "
              + MOST_SAMPLES
              + " in one answer: at most "
              + MOST_SAMPLES / number
              + " will do");
    }
    return database.read(
        () -> {
          List<SeriesReader.KnownPoint> known = reader.points(query.points());
          TimeRange range = TimeRange.of(query.from(), query.to(), () -> reader.newest(known));
          return new SeriesView.Many(range.from(), range.to(), reader.read(known, range, chart));
        });
  }

  /** The newest reading of each point, of all assets of a site or of one asset. */
  @Get("/series/latest")
  @RequiresPermission(Permission.READ)
  SeriesView.LatestPage latest(
      @Nullable @QueryValue String site,
      @Nullable @QueryValue String asset,
      @QueryValue(defaultValue = "false") boolean derived,
      @QueryValue(defaultValue = "1000") int limit,
      @Nullable @QueryValue String cursor) {
    if (limit < 1 || limit > MOST_LATEST) {
      throw ProblemException.badRequest("limit must be 1 to " + MOST_LATEST + ", but was " + limit);
    }
    List<String> after = cursor == null ? List.of("", "") : Cursor.parts(cursor, 2);
    return database.read(
        () -> {
          if (asset != null) {
            reader.checkAsset(asset);
          }
          List<SeriesView.Latest> found =
              views.present()
                  ? latest.page(site, asset, derived, after.get(0), after.get(1), limit + 1)
                  : List.of();
          if (found.size() <= limit) {
            return new SeriesView.LatestPage(found, null);
          }
          SeriesView.Latest last = found.get(limit - 1);
          return new SeriesView.LatestPage(
              found.subList(0, limit), Cursor.of(last.asset(), last.point()));
        });
  }

  @Get("/assets/{tag}/condition")
  @RequiresPermission(Permission.READ)
  SeriesView.Condition condition(
      String tag,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @QueryValue(defaultValue = "500") int maxPoints) {
    checkMaxPoints(maxPoints);
    return database.read(
        () -> {
          reader.checkAsset(tag);
          boolean recorded = views.present();
          TimeRange range =
              TimeRange.of(from, to, () -> recorded ? condition.newest(tag) : Optional.empty());
          List<SeriesView.ConditionSample> samples =
              recorded ? condition.in(tag, range, maxPoints + 1) : List.of();
          if (samples.size() > maxPoints) {
            samples = condition.thinned(tag, range, range.bucket(maxPoints));
          }
          return new SeriesView.Condition(tag, range.from(), range.to(), samples);
        });
  }

  private static SeriesReader.Chart chart(
      @Nullable String shapeName, int maxPoints, @Nullable String gapAfter) {
    checkMaxPoints(maxPoints);
    Shape shape = Shape.of(shapeName);
    if (shape == Shape.M4 && maxPoints < 4) {
      throw ProblemException.badRequest(
          "maxPoints must be 4 or more for shape m4, but was " + maxPoints);
    }
    return new SeriesReader.Chart(shape, maxPoints, Gaps.stated(gapAfter));
  }

  private static void checkMaxPoints(int maxPoints) {
    if (maxPoints < 2 || maxPoints > MOST_POINTS) {
      throw ProblemException.badRequest(
          "maxPoints must be 2 to " + MOST_POINTS + ", but was " + maxPoints);
    }
  }
}
