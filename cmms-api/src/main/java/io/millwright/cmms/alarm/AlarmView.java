package io.millwright.cmms.alarm;

import io.micronaut.serde.annotation.Serdeable;
import io.millwright.models.alarm.AlarmCommand;
import io.millwright.models.alarm.AlarmState;
import io.millwright.models.detection.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Alarms as the API shows them; times are event time where nothing else is said. */
final class AlarmView {
  private AlarmView() {}

  /**
   * A page of alarms, the most urgent first.
   *
   * @param counts how many match in each state but NORMAL, with the first page only
   */
  @Serdeable
  record Page(List<Item> items, @Nullable String next, @Nullable Map<AlarmState, Long> counts) {}

  /**
   * An alarm as it is now.
   *
   * @param detected what the detector sees, whatever holds the alarm back
   * @param priority 1 highest
   * @param unit UCUM; "1" = the value is a number of the detector's own, which meaning names
   * @param reason why it is held back; empty = it is not
   * @param by who acknowledged it or holds it back; empty = nobody
   * @param activeSince null = it is not active, or held back
   * @param actions what the caller may ask for in this state
   * @param pending what was asked for and is not confirmed by the monitoring
   */
  @Serdeable
  record Item(
      String asset,
      String assetName,
      String detector,
      String point,
      AlarmState state,
      State detected,
      int priority,
      @Nullable Double value,
      @Nullable Double limit,
      String unit,
      String meaning,
      String reason,
      String by,
      @Nullable Instant shelvedUntil,
      Instant changedAt,
      @Nullable Instant activeSince,
      String planId,
      int planVersion,
      List<AlarmCommand.Kind> actions,
      @Nullable Pending pending) {}

  /**
   * A command on its way.
   *
   * @param askedAt wall time, as until
   */
  @Serdeable
  record Pending(
      AlarmCommand.Kind kind, Instant askedAt, @Nullable Instant until, String reason, String by) {}

  /** An alarm with its changes, the newest first. */
  @Serdeable
  record Detail(Item alarm, List<Change> history, @Nullable String next) {}

  /**
   * A change of an alarm.
   *
   * @param announced whether a person was to be told
   */
  @Serdeable
  record Change(
      Instant at,
      AlarmState state,
      AlarmState previous,
      State detected,
      boolean announced,
      int priority,
      @Nullable Double value,
      @Nullable Double limit,
      String unit,
      String meaning,
      String reason,
      String by,
      @Nullable Instant shelvedUntil,
      String planId,
      int planVersion) {}

  /**
   * Whether maintenance of an asset is declared.
   *
   * @param since wall time, as until
   * @param confirmed whether the monitoring has shown that it heeds it
   */
  @Serdeable
  record Maintenance(
      boolean declared,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable String reason,
      @Nullable String by,
      boolean confirmed) {
    static final Maintenance NONE = new Maintenance(false, null, null, null, null, false);
  }
}
