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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Charts: never more samples than asked for, whatever the range. */
@Controller("/api")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class SeriesController {
  private static final int MOST_POINTS = 5000;

  private record Registered(boolean asset, boolean point, @Nullable String unit) {}

  private final Database database;
  private final SeriesViews views;
  private final SeriesRepository series;

  SeriesController(Database database, SeriesViews views, SeriesRepository series) {
    this.database = database;
    this.views = views;
    this.series = series;
  }

  @Get("/series")
  @RequiresPermission(Permission.READ)
  SeriesView.Series series(
      @Nullable @QueryValue String asset,
      @Nullable @QueryValue String point,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @QueryValue(defaultValue = "500") int maxPoints) {
    checkMaxPoints(maxPoints);
    String assetTag = given("asset", asset);
    String pointName = given("point", point);
    return database.read(
        () -> {
          Registered registered = registered(assetTag, pointName);
          boolean recorded = views.present() && series.knowsPoint(assetTag, pointName);
          if (!registered.point() && !recorded) {
            throw ProblemException.notFound(
                "measurement point '" + pointName + "' of asset '" + assetTag + "'");
          }
          TimeRange range =
              TimeRange.of(
                  from,
                  to,
                  () -> recorded ? series.newestReading(assetTag, pointName) : Optional.empty());
          List<SeriesView.Sample> samples =
              recorded ? series.raw(assetTag, pointName, range, maxPoints + 1) : List.of();
          String resolution = "raw";
          if (samples.size() > maxPoints) {
            Duration bucket = range.bucket(maxPoints);
            samples = series.thinned(assetTag, pointName, range, bucket);
            resolution = bucket.toString();
          }
          return new SeriesView.Series(
              assetTag,
              pointName,
              registered.unit(),
              resolution,
              range.from(),
              range.to(),
              samples);
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
          if (!registered(tag, "").asset()) {
            throw ProblemException.notFound("asset '" + tag + "'");
          }
          boolean recorded = views.present();
          TimeRange range =
              TimeRange.of(
                  from, to, () -> recorded ? series.newestCondition(tag) : Optional.empty());
          List<SeriesView.ConditionSample> samples =
              recorded ? series.rawCondition(tag, range, maxPoints + 1) : List.of();
          if (samples.size() > maxPoints) {
            samples = series.thinnedCondition(tag, range, range.bucket(maxPoints));
          }
          return new SeriesView.Condition(tag, range.from(), range.to(), samples);
        });
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

  private static String given(String parameter, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw ProblemException.badRequest("query parameter " + parameter + " is missing");
    }
    return value;
  }

  private static void checkMaxPoints(int maxPoints) {
    if (maxPoints < 2 || maxPoints > MOST_POINTS) {
      throw ProblemException.badRequest(
          "maxPoints must be 2 to " + MOST_POINTS + ", but was " + maxPoints);
    }
  }
}
