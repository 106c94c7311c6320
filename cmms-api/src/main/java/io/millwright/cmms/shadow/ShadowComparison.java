package io.millwright.cmms.shadow;

import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.platform.Sql;
import io.millwright.cmms.series.MachineTime;
import io.millwright.cmms.shadow.ShadowIntake.Kind;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a plan in shadow would have raised, beside what was raised in the same time. */
@Singleton
class ShadowComparison {
  private static final int MOST_PLANS = 5;
  private static final int MOST_SHOWN = 100;

  /**
   * A plan in shadow beside the one in force, for an asset.
   *
   * @param running whether it still runs in shadow
   * @param from when it began, or the first that it would have raised if that is earlier, as in a
   *     history that is replayed; event time
   * @param to now; of one that no longer runs, the last that it would have raised
   * @param would how many it would have raised of each kind
   * @param did how many were raised: advisories, alarms and alerts that were announced, findings of
   *     sensors
   * @param wouldHaveRaised the newest hundred, newest first
   * @param raised the same of what was raised
   */
  @Serdeable
  record Compared(
      String planId,
      int planVersion,
      boolean running,
      Instant from,
      Instant to,
      Map<Kind, Long> would,
      Map<Kind, Long> did,
      List<Item> wouldHaveRaised,
      List<Item> raised) {}

  /**
   * Something that was raised, or would have been.
   *
   * @param source the rule, the detector, or the point
   * @param subject the failure mode, the point, or the fault
   * @param priority of an advisory
   */
  @Serdeable
  record Item(
      Kind kind,
      Instant at,
      String source,
      String subject,
      @Nullable Integer priority,
      String text) {}

  private record Shadow(
      String planId, int planVersion, boolean running, Instant from, Instant to) {}

  private static final String WOULD =
      """
      select kind, at, source, subject, priority::integer as priority, text from shadow_conclusion
      where asset_tag = :asset and plan_id = :planId and plan_version = :planVersion and at >= :from and at <= :to
      """;

  private static final String DID =
      """
      select 'ADVISORY' as kind, v.raised_at as at, v.rule as source, v.failure_mode as subject,
        w.priority::integer as priority, coalesce(w.title, '') as text
      from advisory v left join work_order w on w.tenant_id = v.tenant_id and w.id = v.work_order_id
      where v.asset_tag = :asset and v.raised_at >= :from and v.raised_at <= :to
      union all
      select case e.priority when 1 then 'ALARM' else 'ALERT' end, e.at, e.detector, coalesce(a.point, ''), null, e.meaning
      from alarm_event e
      left join alarm a on a.tenant_id = e.tenant_id and a.asset_tag = e.asset_tag and a.detector = e.detector
      where e.asset_tag = :asset and e.at >= :from and e.at <= :to and e.announced
      union all
      select 'INSTRUMENT', opened_at, point, fault, null, explanation from instrument_finding
      where asset_tag = :asset and opened_at >= :from and opened_at <= :to
      """;

  private final Database database;
  private final Assets assets;
  private final MachineTime machineTime;

  ShadowComparison(Database database, Assets assets, MachineTime machineTime) {
    this.database = database;
    this.assets = assets;
    this.machineTime = machineTime;
  }

  /** In the open transaction; 404 if there is no such asset. */
  List<Compared> of(String asset) {
    if (!assets.exists(asset)) {
      throw ProblemException.notFound("asset '" + asset + "'");
    }
    return shadows(asset).stream()
        .map(
            shadow ->
                new Compared(
                    shadow.planId(),
                    shadow.planVersion(),
                    shadow.running(),
                    shadow.from(),
                    shadow.to(),
                    counts(WOULD, asset, shadow),
                    counts(DID, asset, shadow),
                    newest(WOULD, asset, shadow),
                    newest(DID, asset, shadow)))
        .toList();
  }

  private List<Shadow> shadows(String asset) {
    Instant now = machineTime.of(asset, Instant.now());
    return database
        .sql(
            """
            select coalesce(s.id, c.plan_id) as plan_id, coalesce(s.version, c.plan_version) as plan_version,
              s.id is not null as running, least(s.started_at, c.first) as first, c.last
            from (select plan_id, plan_version, min(at) as first, max(at) as last from shadow_conclusion
                  where asset_tag = :asset group by plan_id, plan_version) c
            full join (select s.id, s.version, s.started_at from shadow_plan s
                       join asset a on a.tenant_id = s.tenant_id and a.asset_class = s.asset_class
                       where a.tag = :asset) s
              on s.id = c.plan_id and s.version = c.plan_version
            order by running desc, c.last desc nulls last limit :most
            """)
        .bind("asset", asset)
        .bind("most", MOST_PLANS)
        .list(row -> shadow(row, now));
  }

  private static Shadow shadow(Row row, Instant now) {
    boolean running = row.flag("running");
    Instant first = row.instant("first");
    Instant last = row.instantOrNull("last");
    Instant to = last == null || running && now.isAfter(last) ? now : last;
    return new Shadow(
        row.text("plan_id"),
        row.integer("plan_version"),
        running,
        first.isAfter(to) ? to : first,
        to);
  }

  private Map<Kind, Long> counts(String of, String asset, Shadow shadow) {
    Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      counts.put(kind, 0L);
    }
    bound("select kind, count(*) as n from (" + of + ") raised group by kind", asset, shadow)
        .list(row -> counts.put(Kind.valueOf(row.text("kind")), row.number("n")));
    return counts;
  }

  private List<Item> newest(String of, String asset, Shadow shadow) {
    return bound(
            "select * from (" + of + ") raised order by at desc, kind, source limit :most",
            asset,
            shadow)
        .bind("most", MOST_SHOWN)
        .list(ShadowComparison::item);
  }

  private Sql bound(String sql, String asset, Shadow shadow) {
    return database
        .sql(sql)
        .bind("asset", asset)
        .bind("planId", shadow.planId())
        .bind("planVersion", shadow.planVersion())
        .bind("from", shadow.from())
        .bind("to", shadow.to());
  }

  private static Item item(Row row) {
    String priority = row.textOrNull("priority");
    return new Item(
        Kind.valueOf(row.text("kind")),
        row.instant("at"),
        row.text("source"),
        row.text("subject"),
        priority == null ? null : Integer.valueOf(priority),
        row.text("text"));
  }
}
