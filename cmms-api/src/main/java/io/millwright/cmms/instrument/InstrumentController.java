package io.millwright.cmms.instrument;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.Cursor;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.PageSize;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.platform.Row;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Findings about sensors over REST. */
@Controller("/api/instruments")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class InstrumentController {

  /**
   * A page of findings, the newest first.
   *
   * @param open how many match and are open, with the first page only
   */
  @Serdeable
  record Page(List<Finding> items, @Nullable String next, @Nullable Long open) {}

  /**
   * A sensor that could not be believed.
   *
   * @param openedAt event time
   * @param closedAt null = it still cannot be believed
   * @param value what it showed last, in the unit; null = nothing
   * @param unit UCUM unit of its point; null = not known
   */
  @Serdeable
  record Finding(
      String asset,
      String assetName,
      String point,
      String fault,
      Instant openedAt,
      @Nullable Instant closedAt,
      @Nullable Double value,
      @Nullable String unit,
      String explanation,
      String remedy,
      String planId,
      int planVersion) {}

  private final Database database;

  InstrumentController(Database database) {
    this.database = database;
  }

  /** Lists findings; state is OPEN, CLOSED or ALL. */
  @Get
  @RequiresPermission(Permission.READ)
  Page list(
      @QueryValue(defaultValue = "OPEN") String state,
      @Nullable @QueryValue String asset,
      @QueryValue(defaultValue = "100") int limit,
      @Nullable @QueryValue String cursor) {
    String wanted = state.toUpperCase(Locale.ROOT);
    if (!Set.of("OPEN", "CLOSED", "ALL").contains(wanted)) {
      throw ProblemException.badRequest("state '" + state + "' is not one of OPEN, CLOSED, ALL");
    }
    int size = PageSize.checked(limit);
    return database.read(
        () -> {
          List<Finding> found = findings(wanted, asset, size + 1, cursor);
          Long open = cursor == null ? open(asset) : null;
          if (found.size() <= size) {
            return new Page(found, null, open);
          }
          Finding last = found.get(size - 1);
          return new Page(
              found.subList(0, size),
              Cursor.of(last.openedAt().toString(), last.asset(), last.point(), last.fault()),
              open);
        });
  }

  private List<Finding> findings(
      String state, @Nullable String asset, int limit, @Nullable String cursor) {
    List<String> parts = List.of("", "", "", "");
    Instant before = null;
    if (cursor != null) {
      parts = Cursor.parts(cursor, 4);
      try {
        before = Instant.parse(parts.get(0));
      } catch (DateTimeException e) {
        throw Cursor.unknown(e);
      }
    }
    return database
        .sql(
            """
            select f.*, coalesce(a.name, f.asset_tag) as asset_name, p.unit from instrument_finding f
            left join asset a on a.tenant_id = f.tenant_id and a.tag = f.asset_tag
            left join measurement_point p
              on p.tenant_id = f.tenant_id and p.asset_tag = f.asset_tag and p.name = f.point
            where (:asset::text is null or f.asset_tag = :asset)
              and (:state::text = 'ALL' or (f.closed_at is null) = (:state = 'OPEN'))
              and (:before::timestamptz is null or (f.opened_at, f.asset_tag, f.point, f.fault) <
                (:before::timestamptz, :beforeAsset, :beforePoint, :beforeFault))
            order by f.opened_at desc, f.asset_tag desc, f.point desc, f.fault desc limit :limit
            """)
        .bind("asset", asset)
        .bind("state", state)
        .bind("before", before)
        .bind("beforeAsset", parts.get(1))
        .bind("beforePoint", parts.get(2))
        .bind("beforeFault", parts.get(3))
        .bind("limit", limit)
        .list(InstrumentController::finding);
  }

  private Long open(@Nullable String asset) {
    return database
        .sql(
            """
            select count(*) as n from instrument_finding
            where closed_at is null and (:asset::text is null or asset_tag = :asset)
            """)
        .bind("asset", asset)
        .one(row -> row.number("n"));
  }

  private static Finding finding(Row row) {
    return new Finding(
        row.text("asset_tag"),
        row.text("asset_name"),
        row.text("point"),
        row.text("fault"),
        row.instant("opened_at"),
        row.instantOrNull("closed_at"),
        row.realOrNull("value"),
        row.textOrNull("unit"),
        row.text("explanation"),
        row.text("remedy"),
        row.text("plan_id"),
        row.integer("plan_version"));
  }
}
