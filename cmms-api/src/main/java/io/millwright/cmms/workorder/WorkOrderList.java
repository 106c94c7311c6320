package io.millwright.cmms.workorder;

import io.millwright.cmms.platform.Cursor;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.platform.Sql;
import io.millwright.cmms.series.SeriesViews;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists of work orders, newest first. */
@Singleton
public final class WorkOrderList {

  /**
   * Which work orders.
   *
   * @param status OPEN, ALL or a {@link WorkOrderStatus}
   */
  record Filter(
      String status, @Nullable String asset, @Nullable String text, @Nullable String assignee) {}

  private static final String WHERE =
      """
      from work_order w join asset a on a.tenant_id = w.tenant_id and a.tag = w.asset_tag
      where (:status::text = 'ALL' or w.status = :status
          or :status::text = 'OPEN' and w.status not in ('CLOSED', 'CANCELLED'))
        and (:asset::text is null or w.asset_tag = :asset)
        and (:assignee::text is null or w.assignee = :assignee)
        and (:text::text is null or w.title ilike :text or w.asset_tag ilike :text or a.name ilike :text
          or 'WO-' || lpad(w.number::text, 6, '0') ilike :text)
      """;

  private final Database database;
  private final SeriesViews series;

  WorkOrderList(Database database, SeriesViews series) {
    this.database = database;
    this.series = series;
  }

  WorkOrderView.Page page(Filter filter, int limit, @Nullable String cursor) {
    return database.read(
        () -> {
          List<WorkOrderSummary> found = summaries(filter, limit + 1, cursor);
          Long total =
              cursor != null
                  ? null
                  : bound("select count(*) as n " + WHERE, filter).one(row -> row.number("n"));
          if (found.size() <= limit) {
            return new WorkOrderView.Page(found, null, total);
          }
          WorkOrderSummary last = found.get(limit - 1);
          return new WorkOrderView.Page(
              found.subList(0, limit),
              Cursor.of(last.raisedAt().toString(), last.id().toString()),
              total);
        });
  }

  /** The newest work orders of an asset, in the open transaction. */
  public List<WorkOrderSummary> newestOf(String assetTag, int limit) {
    return summaries(new Filter("ALL", assetTag, null, null), limit, null);
  }

  /** One work order, in the open transaction. */
  WorkOrderSummary summary(UUID id) {
    return database
        .sql(
            select(
                "from work_order w join asset a on a.tenant_id = w.tenant_id and a.tag = w.asset_tag where w.id = :id"))
        .bind("id", id)
        .one(WorkOrderList::summary);
  }

  private List<WorkOrderSummary> summaries(Filter filter, int limit, @Nullable String cursor) {
    Instant before = null;
    UUID beforeId = null;
    if (cursor != null) {
      List<String> parts = Cursor.parts(cursor, 2);
      try {
        before = Instant.parse(parts.get(0));
        beforeId = UUID.fromString(parts.get(1));
      } catch (DateTimeException | IllegalArgumentException e) {
        throw Cursor.unknown(e);
      }
    }
    return bound(
            select(
                WHERE
                    + """
                      and (:before::timestamptz is null or (w.raised_at, w.id) < (:before::timestamptz, :beforeId::uuid))
                      order by w.raised_at desc, w.id desc limit :limit
                    """),
            filter)
        .bind("before", before)
        .bind("beforeId", beforeId)
        .bind("limit", limit)
        .list(WorkOrderList::summary);
  }

  private Sql bound(String sql, Filter filter) {
    return database
        .sql(sql)
        .bind("status", filter.status())
        .bind("asset", filter.asset())
        .bind("assignee", filter.assignee())
        .bind("text", filter.text() == null ? null : Sql.containing(filter.text()));
  }

  /**
   * The page first, then one look at the condition for each of its rows: health when it was raised.
   */
  private String select(String fromWhere) {
    String health =
        series.present()
            ? """
              left join lateral (
                select c.health_index from series.tenant_condition c
                where c.asset = o.asset_tag and o.origin = 'PREDICTION'
                  and c.time <= o.raised_at and c.time > o.raised_at - interval '1 hour'
                order by c.time desc limit 1) h on true
              """
            : "left join (select null::double precision as health_index) h on true";
    return "select o.*, h.health_index from (select w.*, a.name as asset_name "
        + fromWhere
        + ") o "
        + health
        + " order by o.raised_at desc, o.id desc";
  }

  private static WorkOrderSummary summary(Row row) {
    return new WorkOrderSummary(
        row.uuid("id"),
        "WO-%06d".formatted(row.integer("number")),
        row.text("asset_tag"),
        row.text("asset_name"),
        row.text("title"),
        row.textOrNull("failure_mode"),
        WorkOrderStatus.valueOf(row.text("status")),
        row.integer("priority"),
        row.text("origin"),
        row.instant("raised_at"),
        row.instant("created_at"),
        row.instantOrNull("due_by"),
        row.textOrNull("assignee"),
        row.realOrNull("health_index"),
        row.realOrNull("failure_probability"),
        row.realOrNull("remaining_life_hours"),
        row.number("version"));
  }
}
