package io.millwright.cmms.workorder;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.contracts.asset.TenantId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Single work orders in the database. All methods work in the open transaction. */
@Singleton
final class WorkOrderRepository {
  private final Database database;

  WorkOrderRepository(Database database) {
    this.database = database;
  }

  Optional<WorkOrder> find(UUID id) {
    return database
        .sql("select * from work_order where id = :id")
        .bind("id", id)
        .first(WorkOrderRepository::workOrder);
  }

  /** The work order, locked until the transaction ends. */
  Optional<WorkOrder> findForChange(UUID id) {
    return database
        .sql("select * from work_order where id = :id for update")
        .bind("id", id)
        .first(WorkOrderRepository::workOrder);
  }

  /** The one open order for that failure mode, locked. */
  Optional<WorkOrder> findOpenForChange(String assetTag, String failureMode) {
    return database
        .sql(
            """
            select * from work_order
            where asset_tag = :asset and failure_mode = :failureMode
              and status not in ('CLOSED', 'CANCELLED')
            for update
            """)
        .bind("asset", assetTag)
        .bind("failureMode", failureMode)
        .first(WorkOrderRepository::workOrder);
  }

  /**
   * Locks the asset, so that two orders for it are opened one after the other.
   *
   * @return whether there is such an asset
   */
  boolean lockAsset(String assetTag) {
    return database
        .sql("select tag from asset where tag = :tag for no key update")
        .bind("tag", assetTag)
        .first(row -> true)
        .isPresent();
  }

  /** The next number of the tenant. Gaps cannot arise: it belongs to the transaction. */
  int nextNumber() {
    return database
        .sql(
            """
            insert into work_order_counter (last_number) values (1)
            on conflict (tenant_id) do update set last_number = work_order_counter.last_number + 1
            returning last_number
            """)
        .one(row -> row.integer("last_number"));
  }

  void insert(WorkOrder order) {
    database
        .sql(
            """
            insert into work_order (id, number, asset_tag, title, description, failure_mode, status, priority, origin,
              raised_at, due_by, created_at, created_by, assignee, advisory_id, rule, failure_probability,
              remaining_life_hours, reason, checklist, recommended_action, version)
            values (:id, :number, :asset, :title, :description, :failureMode, :status, :priority, :origin,
              :raisedAt, :dueBy, :createdAt, :createdBy, :assignee, :advisoryId, :rule, :failureProbability,
              :remainingLifeHours, :reason::jsonb, :checklist, :recommendedAction, :version)
            """)
        .bind("id", order.id())
        .bind("number", order.number())
        .bind("asset", order.assetTag())
        .bind("title", order.title())
        .bind("description", order.description())
        .bind("failureMode", order.failureMode())
        .bind("status", order.status())
        .bind("priority", order.priority())
        .bind("origin", order.origin())
        .bind("raisedAt", order.raisedAt())
        .bind("dueBy", order.dueBy())
        .bind("createdAt", order.createdAt())
        .bind("createdBy", order.createdBy())
        .bind("assignee", order.assignee())
        .bind("advisoryId", order.advisoryId())
        .bind("rule", order.rule())
        .bind("failureProbability", order.failureProbability())
        .bind("remainingLifeHours", order.remainingLifeHours())
        .bind("reason", order.reason())
        .bind("checklist", order.checklist())
        .bind("recommendedAction", order.recommendedAction())
        .bind("version", order.version())
        .update();
  }

  /** Stores a step; the version rises by one. */
  void move(
      WorkOrder order, WorkOrderStatus to, @Nullable String assignee, @Nullable AsFound asFound) {
    database
        .sql(
            """
            update work_order set status = :status, assignee = :assignee,
              finding = coalesce(:finding::text, finding),
              component_replaced = coalesce(:componentReplaced::boolean, component_replaced),
              finding_note = coalesce(:findingNote::text, finding_note),
              closed_at = case when :status::text = 'CLOSED' then now() else closed_at end,
              version = version + 1
            where id = :id
            """)
        .bind("status", to)
        .bind("assignee", assignee)
        .bind("finding", asFound == null ? null : asFound.finding())
        .bind("componentReplaced", asFound == null ? null : asFound.componentReplaced())
        .bind("findingNote", asFound == null ? null : asFound.note())
        .bind("id", order.id())
        .update();
  }

  /** Stores what a further advisory says; the version rises by one. */
  void update(
      WorkOrder order,
      int priority,
      @Nullable Instant dueBy,
      @Nullable Double failureProbability,
      @Nullable Double remainingLifeHours) {
    database
        .sql(
            """
            update work_order set priority = :priority, due_by = :dueBy, failure_probability = :failureProbability,
              remaining_life_hours = :remainingLifeHours, version = version + 1
            where id = :id
            """)
        .bind("priority", priority)
        .bind("dueBy", dueBy)
        .bind("failureProbability", failureProbability)
        .bind("remainingLifeHours", remainingLifeHours)
        .bind("id", order.id())
        .update();
  }

  void addHistory(
      UUID id,
      Instant at,
      String by,
      @Nullable WorkOrderStatus from,
      WorkOrderStatus to,
      @Nullable String note) {
    database
        .sql(
            """
            insert into work_order_history (work_order_id, at, by_user, from_status, to_status, note)
            values (:id, :at, :by, :from, :to, :note)
            """)
        .bind("id", id)
        .bind("at", at)
        .bind("by", by)
        .bind("from", from)
        .bind("to", to)
        .bind("note", note)
        .update();
  }

  void addEvidence(UUID id, String advisoryId, Instant at, String text) {
    database
        .sql(
            """
            insert into work_order_evidence (work_order_id, advisory_id, at, text)
            values (:id, :advisoryId, :at, :text)
            """)
        .bind("id", id)
        .bind("advisoryId", advisoryId)
        .bind("at", at)
        .bind("text", text)
        .update();
  }

  List<WorkOrderView.HistoryEntry> history(UUID id) {
    return database
        .sql("select * from work_order_history where work_order_id = :id order by seq")
        .bind("id", id)
        .list(
            row -> {
              String from = row.textOrNull("from_status");
              return new WorkOrderView.HistoryEntry(
                  row.instant("at"),
                  row.text("by_user"),
                  from == null ? null : WorkOrderStatus.valueOf(from),
                  WorkOrderStatus.valueOf(row.text("to_status")),
                  row.textOrNull("note"));
            });
  }

  List<WorkOrderView.EvidenceUpdate> evidenceUpdates(UUID id) {
    return database
        .sql(
            "select at, text from work_order_evidence where work_order_id = :id order by at, advisory_id")
        .bind("id", id)
        .list(row -> new WorkOrderView.EvidenceUpdate(row.instant("at"), row.text("text")));
  }

  /** The five closed last, for the same failure mode on an asset of the same class. */
  List<WorkOrderView.Similar> similar(WorkOrder order) {
    if (order.failureMode() == null) {
      return List.of();
    }
    return database
        .sql(
            """
            select w.id, w.number, w.asset_tag, w.closed_at, w.finding, w.component_replaced
            from work_order w
            join asset a on a.tenant_id = w.tenant_id and a.tag = w.asset_tag
            where w.status = 'CLOSED' and w.failure_mode = :failureMode and w.id <> :id
              and a.asset_class = (select asset_class from asset where tag = :asset)
            order by w.closed_at desc limit 5
            """)
        .bind("failureMode", order.failureMode())
        .bind("id", order.id())
        .bind("asset", order.assetTag())
        .list(
            row ->
                new WorkOrderView.Similar(
                    row.uuid("id"),
                    "WO-%06d".formatted(row.integer("number")),
                    row.text("asset_tag"),
                    row.instant("closed_at"),
                    AsFound.Finding.valueOf(row.text("finding")),
                    row.flag("component_replaced")));
  }

  private static WorkOrder workOrder(Row row) {
    String finding = row.textOrNull("finding");
    return new WorkOrder(
        row.uuid("id"),
        row.integer("number"),
        new TenantId(row.text("tenant_id")),
        row.text("asset_tag"),
        row.text("title"),
        row.text("description"),
        row.textOrNull("failure_mode"),
        WorkOrderStatus.valueOf(row.text("status")),
        row.integer("priority"),
        row.text("origin"),
        row.instant("raised_at"),
        row.instantOrNull("due_by"),
        row.instant("created_at"),
        row.text("created_by"),
        row.textOrNull("assignee"),
        row.textOrNull("advisory_id"),
        row.textOrNull("rule"),
        row.realOrNull("failure_probability"),
        row.realOrNull("remaining_life_hours"),
        row.textOrNull("reason"),
        row.texts("checklist"),
        row.textOrNull("recommended_action"),
        finding == null
            ? null
            : new AsFound(
                AsFound.Finding.valueOf(finding),
                row.flag("component_replaced"),
                row.textOrNull("finding_note")),
        row.number("version"));
  }
}
