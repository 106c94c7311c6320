package io.millwright.cmms.alarm;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.series.MachineTime;
import io.millwright.cmms.stream.ChangeStream;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.models.detection.DetectorSet;
import io.millwright.models.plan.MonitoringPlan;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/** Ends the alarms of detectors that a plan has no more: the monitoring is silent about them. */
@Singleton
public final class PlannedAlarms {
  private static final String NO_MORE =
      """
      where asset_tag = :asset and state <> 'NORMAL' and not detector = any(:detectors) and changed_at < :at
      """;

  private final Database database;
  private final MachineTime machineTime;
  private final ChangeStream changes;

  PlannedAlarms(Database database, MachineTime machineTime, ChangeStream changes) {
    this.database = database;
    this.machineTime = machineTime;
    this.changes = changes;
  }

  /** The plan comes into force for an asset, in the open transaction. */
  public void putInForce(String asset, MonitoringPlan plan) {
    DetectorSet set = plan.detectors();
    List<String> detectors =
        IntStream.range(0, set.size()).mapToObj(i -> set.detector(i).name()).toList();
    Instant at = machineTime.of(asset, Instant.now().truncatedTo(ChronoUnit.MICROS));
    int ended =
        database
            .sql(
                """
                insert into alarm_event (asset_tag, detector, at, state, previous, detected, announced, priority, unit,
                  meaning, reason, by_user, plan_id, plan_version)
                select asset_tag, detector, :at, 'NORMAL', state, 'UNKNOWN', false, priority, unit, '',
                  'the plan in force has no such detector', '', plan_id, plan_version from alarm
                """
                    + NO_MORE
                    + " on conflict do nothing")
            .bind("asset", asset)
            .bind("detectors", detectors)
            .bind("at", at)
            .update();
    if (ended > 0) {
      database
          .sql(
              """
              update alarm set state = 'NORMAL', detected = 'UNKNOWN', changed_at = :at, active_since = null, value = null,
                limit_value = null, meaning = '', reason = 'the plan in force has no such detector', by_user = '',
                shelved_until = null
              """
                  + NO_MORE)
          .bind("asset", asset)
          .bind("detectors", detectors)
          .bind("at", at)
          .update();
      changes.publishAfterCommit(
          TenantContext.required(), new ChangeStream.AlarmChange(asset, "", "NORMAL"));
    }
  }
}
