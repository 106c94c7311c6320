package io.millwright.cmms.alarm;

import static io.millwright.models.alarm.AlarmState.ACTIVE_UNACKNOWLEDGED;
import static io.millwright.models.alarm.AlarmState.OUT_OF_SERVICE;
import static io.millwright.models.alarm.AlarmState.RETURNED_UNACKNOWLEDGED;
import static io.millwright.models.alarm.AlarmState.SHELVED;

import com.github.f4b6a3.uuid.UuidCreator;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.outbox.Outbox;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.series.MachineTime;
import io.millwright.contracts.wire.AlarmCommand;
import io.millwright.models.alarm.AlarmCommand.Kind;
import io.millwright.models.alarm.AlarmState;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What people ask the monitoring to do about alarms: kept and sent in one transaction. It has no
 * other effect here until the monitoring answers with an event.
 */
@Singleton
class AlarmCommands {
  static final Duration LONGEST_SHELVING = Duration.ofDays(7);
  static final Duration LONGEST_MAINTENANCE = Duration.ofDays(30);

  /** Alarms that nobody has seen. */
  static final Set<AlarmState> ACKNOWLEDGEABLE =
      EnumSet.of(ACTIVE_UNACKNOWLEDGED, RETURNED_UNACKNOWLEDGED);

  private final Database database;
  private final Assets assets;
  private final AlarmList alarms;
  private final Outbox outbox;
  private final MachineTime machineTime;

  AlarmCommands(
      Database database, Assets assets, AlarmList alarms, Outbox outbox, MachineTime machineTime) {
    this.database = database;
    this.assets = assets;
    this.alarms = alarms;
    this.outbox = outbox;
    this.machineTime = machineTime;
  }

  /** What the caller may ask for when an alarm is in that state. */
  static List<Kind> possible(AlarmState state, Caller caller) {
    Set<Permission> permissions = caller.permissions();
    return Stream.of(
            Kind.ACKNOWLEDGE, Kind.SHELVE, Kind.UNSHELVE, Kind.OUT_OF_SERVICE, Kind.IN_SERVICE)
        .filter(kind -> permissions.contains(permissionOf(kind)) && fits(kind, state))
        .toList();
  }

  private static Permission permissionOf(Kind kind) {
    return kind == Kind.ACKNOWLEDGE ? Permission.ALARM_ACKNOWLEDGE : Permission.ALARM_SUPPRESS;
  }

  /** Whether an event will come of it: the monitoring is silent on what changes nothing. */
  private static boolean fits(Kind kind, AlarmState state) {
    return switch (kind) {
      case ACKNOWLEDGE -> ACKNOWLEDGEABLE.contains(state);
      case SHELVE -> state != SHELVED && state != OUT_OF_SERVICE;
      case UNSHELVE -> state == SHELVED;
      case OUT_OF_SERVICE -> state != OUT_OF_SERVICE;
      case IN_SERVICE -> state == OUT_OF_SERVICE;
      case MAINTENANCE_BEGIN, MAINTENANCE_END -> false;
    };
  }

  /**
   * Asks for something to be done about an alarm.
   *
   * @param until for shelving only, wall time
   * @throws ProblemException 400 if the time is too long or over, 404 if there is no such alarm,
   *     409 if its state has no such step
   */
  AlarmView.Item about(
      String asset,
      String detector,
      Kind kind,
      @Nullable Instant until,
      String reason,
      Caller caller) {
    if (until != null) {
      checkUntil(until, LONGEST_SHELVING);
    }
    return database.write(
        () -> {
          assets.lock(asset);
          AlarmState state = alarms.existing(asset, detector, caller).state();
          if (!fits(kind, state)) {
            throw ProblemException.conflict(
                "the alarm is "
                    + words(state)
                    + ": it cannot be asked to "
                    + words(kind)
                    + " in that state");
          }
          send(asset, detector, kind, until, reason, caller);
          return alarms.existing(asset, detector, caller);
        });
  }

  /**
   * Asks for all alarms of an asset to be acknowledged that nobody has asked it for yet. Each is
   * asked for by its name: what becomes active meanwhile is one that the caller has not seen.
   *
   * @return those alarms
   * @throws ProblemException 409 if there is none
   */
  List<AlarmView.Item> acknowledgeAll(String asset, Caller caller) {
    return database.write(
        () -> {
          assets.lock(asset);
          List<String> detectors =
              alarms.unseen(asset, caller).stream().map(AlarmView.Item::detector).toList();
          if (detectors.isEmpty()) {
            throw ProblemException.conflict(
                "no alarm of asset '" + asset + "' waits to be acknowledged");
          }
          detectors.forEach(detector -> send(asset, detector, Kind.ACKNOWLEDGE, null, "", caller));
          return detectors.stream()
              .map(detector -> alarms.existing(asset, detector, caller))
              .toList();
        });
  }

  /** Declares maintenance of an asset; it ends by itself. */
  AlarmView.Maintenance beginMaintenance(
      String asset, Instant until, String reason, Caller caller) {
    checkUntil(until, LONGEST_MAINTENANCE);
    return database.write(
        () -> {
          AlarmView.Maintenance now = lockedMaintenance(asset);
          if (now.declared()) {
            throw ProblemException.conflict(
                "maintenance of asset '"
                    + asset
                    + "' is declared until "
                    + now.until()
                    + " already: end it first");
          }
          send(asset, null, Kind.MAINTENANCE_BEGIN, until, reason, caller);
          return maintenance(asset);
        });
  }

  AlarmView.Maintenance endMaintenance(String asset, Caller caller) {
    return database.write(
        () -> {
          if (!lockedMaintenance(asset).declared()) {
            throw ProblemException.conflict("no maintenance of asset '" + asset + "' is declared");
          }
          send(asset, null, Kind.MAINTENANCE_END, null, "", caller);
          return maintenance(asset);
        });
  }

  private AlarmView.Maintenance lockedMaintenance(String asset) {
    assets.lock(asset);
    return maintenance(asset);
  }

  /** What was declared last, in the open transaction; 404 if there is no such asset. */
  AlarmView.Maintenance maintenance(String asset) {
    if (!assets.exists(asset)) {
      throw ProblemException.notFound("asset '" + asset + "'");
    }
    return database
        .sql(
            """
            select * from alarm_command where asset_tag = :asset and detector is null
            order by id desc limit 1
            """)
        .bind("asset", asset)
        .first(
            row -> {
              Instant until = row.instantOrNull("until");
              return until == null || until.isBefore(Instant.now())
                  ? AlarmView.Maintenance.NONE
                  : new AlarmView.Maintenance(
                      true,
                      row.instant("asked_at"),
                      until,
                      row.text("reason"),
                      row.text("by_user"),
                      row.flag("confirmed"));
            })
        .orElse(AlarmView.Maintenance.NONE);
  }

  private static void checkUntil(Instant until, Duration longest) {
    Instant now = Instant.now();
    if (!until.isAfter(now) || until.isAfter(now.plus(longest))) {
      throw ProblemException.badRequest(
          "until must lie within the next " + longest.toDays() + " days, but was " + until);
    }
  }

  private void send(
      String asset,
      @Nullable String detector,
      Kind kind,
      @Nullable Instant until,
      String reason,
      Caller caller) {
    UUID id = UuidCreator.getTimeOrderedEpoch();
    Instant wall = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Instant at = machineTime.of(asset, wall);
    database
        .sql(
            """
            insert into alarm_command (id, asset_tag, detector, kind, at, asked_at, until, reason, by_user)
            values (:id, :asset, :detector, :kind, :at, :askedAt, :until, :reason, :by)
            """)
        .bind("id", id)
        .bind("asset", asset)
        .bind("detector", detector)
        .bind("kind", kind)
        .bind("at", at)
        .bind("askedAt", wall)
        .bind("until", until)
        .bind("reason", reason)
        .bind("by", caller.username())
        .update();
    AlarmCommand.Builder command =
        AlarmCommand.newBuilder()
            .setCommandId(id.toString())
            .setTenant(caller.tenant().value())
            .setAsset(asset)
            .setKind(AlarmCommand.Kind.valueOf(kind.name()))
            .setDetector(detector == null ? "" : detector)
            .setTimeMicros(micros(at))
            .setReason(reason)
            .setBy(caller.username());
    if (until != null) {
      // as long as the person meant, on the clock of the machines
      command.setUntilMicros(micros(at.plus(Duration.between(wall, until))));
    }
    outbox.alarmCommand(id, command.build());
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
