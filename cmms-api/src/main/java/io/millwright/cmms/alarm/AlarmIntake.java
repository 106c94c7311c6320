package io.millwright.cmms.alarm;

import static io.millwright.cmms.platform.WireValues.instant;
import static io.millwright.cmms.platform.WireValues.known;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Sql;
import io.millwright.cmms.stream.ChangeStream;
import io.millwright.cmms.tenancy.TenantIntake;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.AlarmEvent;
import io.millwright.models.alarm.AlarmChange;
import io.millwright.models.alarm.AlarmCommand.Kind;
import io.millwright.models.alarm.AlarmState;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a change of an alarm in, in one transaction of its tenant: the change, the alarm as it is
 * now, and the commands that it confirms. One that was taken before changes nothing.
 */
@Singleton
class AlarmIntake {
  /** Changes that are kept of an alarm. */
  static final int KEPT = 2_000;

  /** What became of a change. */
  enum Outcome {
    ANNOUNCED,
    TAKEN,
    SEEN_BEFORE
  }

  private final Database database;
  private final TenantIntake intake;
  private final ChangeStream changes;

  AlarmIntake(Database database, TenantIntake intake, ChangeStream changes) {
    this.database = database;
    this.intake = intake;
    this.changes = changes;
  }

  /**
   * Takes a change in.
   *
   * @throws IllegalArgumentException if it can never be taken in
   */
  Outcome take(AlarmEvent message) {
    AssetKey key = AssetKey.of(message.getTenant(), message.getAsset());
    AlarmChange change = AlarmReading.read(message);
    return intake.take(key.tenant(), () -> takeOfTenant(message, key, change));
  }

  private Outcome takeOfTenant(AlarmEvent message, AssetKey key, AlarmChange change) {
    String columns =
        """
        (asset_tag, detector, %s, state, detected, %s, priority, value, limit_value, unit, meaning, reason, by_user,
          shelved_until, plan_id, plan_version, %s)
        values (:asset, :detector, :%s, :state, :detected, :%s, :priority, :value, :limit, :unit, :meaning, :reason, :by,
          :until, :planId, :planVersion, :%s)
        """;
    int added =
        bound(
                "insert into alarm_event "
                    + columns.formatted("previous", "announced", "at", "previous", "told", "at")
                    + " on conflict do nothing",
                message,
                change)
            .update();
    if (added == 0) {
      return Outcome.SEEN_BEFORE;
    }
    bound(
            "insert into alarm "
                + columns.formatted(
                    "point", "changed_at", "active_since", "point", "at", "activeSince")
                + """
                  on conflict (tenant_id, asset_tag, detector) do update
                  set point = excluded.point, state = excluded.state, detected = excluded.detected,
                    changed_at = excluded.changed_at, priority = excluded.priority, value = excluded.value,
                    limit_value = excluded.limit_value, unit = excluded.unit, meaning = excluded.meaning,
                    reason = excluded.reason, by_user = excluded.by_user, shelved_until = excluded.shelved_until,
                    plan_id = excluded.plan_id, plan_version = excluded.plan_version,
                    active_since = case when excluded.active_since is null then null
                      else coalesce(alarm.active_since, excluded.active_since) end
                  where alarm.changed_at < excluded.changed_at
                  """,
            message,
            change)
        .update();
    confirm(key, change);
    forgetTheOldest(key, change);
    changes.publishAfterCommit(
        key.tenant(),
        new ChangeStream.AlarmChange(
            key.asset().value(), change.detector(), change.state().name()));
    return change.annunciated() ? Outcome.ANNOUNCED : Outcome.TAKEN;
  }

  private Sql bound(String sql, AlarmEvent message, AlarmChange change) {
    return database
        .sql(sql)
        .bind("asset", message.getAsset())
        .bind("detector", change.detector())
        .bind("point", change.point())
        .bind("at", instant(change.timeMicros()))
        .bind("state", change.state())
        .bind("previous", change.previous())
        .bind("detected", change.detected())
        .bind("told", change.annunciated())
        .bind("priority", change.priority())
        .bind("value", known(change.value()))
        .bind("limit", known(change.limit()))
        .bind("unit", change.unit())
        .bind("meaning", change.meaning())
        .bind("reason", change.reason())
        .bind("by", change.by())
        .bind(
            "until",
            change.untilMicros() == AlarmChange.NO_END ? null : instant(change.untilMicros()))
        .bind("activeSince", isActive(change.state()) ? instant(change.timeMicros()) : null)
        .bind("planId", message.getPlanId())
        .bind("planVersion", message.getPlanVersion());
  }

  /** Whether it is active and nothing holds it back. */
  static boolean isActive(AlarmState state) {
    return state == AlarmState.ACTIVE_UNACKNOWLEDGED || state == AlarmState.ACTIVE_ACKNOWLEDGED;
  }

  /** A command is done when a change from its time on shows what it asked for. */
  private void confirm(AssetKey key, AlarmChange change) {
    database
        .sql(
            """
            update alarm_command set confirmed = true
            where asset_tag = :asset and not confirmed and at <= :at and kind = any(:kinds)
              and (detector is null or detector = :detector)
            """)
        .bind("asset", key.asset().value())
        .bind("detector", change.detector())
        .bind("at", instant(change.timeMicros()))
        .bind("kinds", shownBy(change))
        .update();
  }

  private static List<Kind> shownBy(AlarmChange change) {
    AlarmState state = change.state();
    List<Kind> kinds = new ArrayList<>();
    kinds.add(state == AlarmState.SHELVED ? Kind.SHELVE : Kind.UNSHELVE);
    kinds.add(state == AlarmState.OUT_OF_SERVICE ? Kind.OUT_OF_SERVICE : Kind.IN_SERVICE);
    if (!AlarmCommands.ACKNOWLEDGEABLE.contains(state)) {
      kinds.add(Kind.ACKNOWLEDGE);
    }
    if (state == AlarmState.SUPPRESSED_BY_DESIGN) {
      if (change.reason().startsWith("maintenance")) {
        kinds.add(Kind.MAINTENANCE_BEGIN);
      }
    } else if (change.previous() == AlarmState.SUPPRESSED_BY_DESIGN) {
      kinds.add(Kind.MAINTENANCE_END);
    }
    return kinds;
  }

  private void forgetTheOldest(AssetKey key, AlarmChange change) {
    database
        .sql(
            """
            delete from alarm_event where asset_tag = :asset and detector = :detector and at <=
              (select at from alarm_event where asset_tag = :asset and detector = :detector
               order by at desc offset :kept limit 1)
            """)
        .bind("asset", key.asset().value())
        .bind("detector", change.detector())
        .bind("kept", KEPT)
        .update();
  }
}
