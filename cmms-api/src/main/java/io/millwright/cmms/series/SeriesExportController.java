package io.millwright.cmms.series;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
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
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.TenantId;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All readings of a range as a file, whatever their number: they are read while they are sent. */
@Controller("/api/series/export")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class SeriesExportController {
  private final Database database;
  private final SeriesReader reader;
  private final NamedPoints named;
  private final ReadingPages pages;
  private final ExportPlaces places;

  SeriesExportController(
      Database database,
      SeriesReader reader,
      NamedPoints named,
      ReadingPages pages,
      ExportPlaces places) {
    this.database = database;
    this.reader = reader;
    this.named = named;
    this.pages = pages;
    this.places = places;
  }

  /**
   * @param rows about how many
   */
  private record Export(List<SeriesReader.KnownPoint> points, TimeRange range, long rows) {}

  /**
   * The columns {@code point,time,value,quality}, point after point, each in the order of time; of
   * an asset alone, all its points that have readings. With {@code series}, a column {@code asset}
   * comes first. How much it will be is estimated in the headers {@code X-Estimated-Rows} and
   * {@code X-Estimated-Bytes}.
   *
   * @param format csv or parquet
   */
  @NamesPoints
  @Get
  @RequiresPermission(Permission.READ)
  HttpResponse<StreamedFile> export(
      HttpRequest<?> request,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @QueryValue(defaultValue = "csv") String format)
      throws IOException {
    ReadingFormat.Kind kind = kind(format);
    NamedPoints.Names names = NamedPoints.Names.of(request);
    TenantId tenant = TenantContext.required();
    ExportPlaces.Place place = places.take(tenant);
    try {
      Export export =
          database.read(
              () -> {
                List<SeriesReader.KnownPoint> known =
                    names.asset() != null && names.isWholeAsset()
                        ? reader.recordedPoints(names.asset(), names.derived())
                        : named.find(names);
                TimeRange range = TimeRange.of(from, to, () -> reader.newest(known));
                List<SeriesReader.KnownPoint> recorded =
                    pages.withUnits(
                        known.stream().filter(SeriesReader.KnownPoint::recorded).toList());
                return new Export(
                    recorded, range, recorded.isEmpty() ? 0 : pages.estimate(recorded, range));
              });
      ExportedFile file =
          new ExportedFile(
              export.points(),
              export.range(),
              kind.of(export.points(), !names.series().isEmpty()),
              (point, after, end, page) ->
                  TenantContext.call(
                      tenant, () -> database.read(() -> pages.next(point, after, end, page))),
              place);
      long bytes = file.estimatedBytes(export.rows());
      return HttpResponse.ok(new StreamedFile(file, kind.mediaType()).attach(name(names, kind)))
          .header("X-Estimated-Rows", Long.toString(export.rows()))
          .header("X-Estimated-Bytes", Long.toString(bytes));
    } catch (RuntimeException | IOException e) {
      place.close();
      throw e;
    }
  }

  private static ReadingFormat.Kind kind(String format) {
    for (ReadingFormat.Kind kind : ReadingFormat.Kind.values()) {
      if (kind.name().equalsIgnoreCase(format)) {
        return kind;
      }
    }
    throw ProblemException.badRequest(
        "format must be "
            + Arrays.stream(ReadingFormat.Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or "))
            + ", but was '"
            + (format.length() > 40 ? format.substring(0, 40) + "..." : format)
            + "'");
  }

  private static String name(NamedPoints.Names names, ReadingFormat.Kind kind) {
    String asset = names.asset() == null ? "readings" : names.asset();
    String point = names.points().size() == 1 ? "-" + names.points().get(0) : "";
    return asset + point + "." + kind.name().toLowerCase(Locale.ROOT);
  }
}
