package io.millwright.cmms.series;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All readings of a range as a file, whatever their number: they are read while they are sent. */
@Controller("/api/series/export")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class SeriesExportController {
  /** Readings of one look into the database. */
  private static final int PAGE = 10_000;

  private final Database database;
  private final SeriesRepository series;
  private final SeriesReader reader;

  SeriesExportController(Database database, SeriesRepository series, SeriesReader reader) {
    this.database = database;
    this.series = series;
    this.reader = reader;
  }

  private record Export(List<String> points, TimeRange range) {}

  /**
   * CSV: {@code point,time,value,quality}, point after point, each in the order of time.
   *
   * @param point null = all points of the asset that have readings
   */
  @Get
  @RequiresPermission(Permission.READ)
  StreamedFile csv(
      @QueryValue String asset,
      @Nullable @QueryValue String point,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to) {
    Export export = database.read(() -> export(asset, point, from, to));
    TenantId tenant = TenantContext.required();
    Instant end = export.range().to();
    CsvReadings csv =
        new CsvReadings(
            export.points(),
            export.range().from(),
            (name, after) ->
                TenantContext.call(
                    tenant,
                    () ->
                        database.read(
                            () ->
                                series.after(
                                    new SeriesReader.KnownPoint(asset, name, false, null, true),
                                    after,
                                    end,
                                    PAGE))));
    return new StreamedFile(csv, MediaType.TEXT_CSV_TYPE)
        .attach(asset + (point == null ? "" : "-" + point) + ".csv");
  }

  private Export export(
      String asset, @Nullable String point, @Nullable String from, @Nullable String to) {
    List<SeriesReader.KnownPoint> known =
        point == null
            ? reader.recordedPoints(asset, false)
            : List.of(reader.point(asset, point, false));
    TimeRange range = TimeRange.of(from, to, () -> reader.newest(known));
    List<String> names =
        known.stream()
            .filter(SeriesReader.KnownPoint::recorded)
            .map(SeriesReader.KnownPoint::point)
            .toList();
    return new Export(names, range);
  }
}
