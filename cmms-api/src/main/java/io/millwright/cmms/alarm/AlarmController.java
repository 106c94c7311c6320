package io.millwright.cmms.alarm;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.PageSize;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.models.alarm.AlarmCommand.Kind;
import io.millwright.models.alarm.AlarmState;
import jakarta.validation.Valid;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Alarms over REST. What is asked for is sent to the monitoring and answered with 202: the alarm's
 * state changes when the monitoring has done it.
 */
@Controller("/api/alarms")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class AlarmController {
  private static final Set<AlarmState> ACTIVE =
      EnumSet.range(AlarmState.ACTIVE_UNACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED);

  private final AlarmList alarms;
  private final AlarmCommands commands;
  private final AlarmFigures figures;

  AlarmController(AlarmList alarms, AlarmCommands commands, AlarmFigures figures) {
    this.alarms = alarms;
    this.commands = commands;
    this.figures = figures;
  }

  /**
   * Lists alarms, the most urgent first; state is ACTIVE (active, or gone before anyone
   * acknowledged it), ALL or one state.
   */
  @Get
  @RequiresPermission(Permission.READ)
  AlarmView.Page list(
      @QueryValue(defaultValue = "ACTIVE") String state,
      @Nullable @QueryValue Integer priority,
      @Nullable @QueryValue String asset,
      @Nullable @QueryValue String q,
      @QueryValue(defaultValue = "100") int limit,
      @Nullable @QueryValue String cursor,
      Authentication authentication) {
    if (priority != null && (priority < 1 || priority > 3)) {
      throw ProblemException.badRequest("priority must be 1 to 3, but was " + priority);
    }
    return alarms.page(
        new AlarmList.Filter(states(state), priority, asset, q == null || q.isBlank() ? null : q),
        PageSize.checked(limit),
        cursor,
        Caller.of(authentication));
  }

  /** An alarm and its changes, the newest first. */
  @Get("/{asset}/{detector}")
  @RequiresPermission(Permission.READ)
  AlarmView.Detail get(
      String asset,
      String detector,
      @QueryValue(defaultValue = "50") int limit,
      @Nullable @QueryValue String cursor,
      Authentication authentication) {
    return alarms.detail(
        asset, detector, PageSize.checked(limit), cursor, Caller.of(authentication));
  }

  /**
   * What the alarm system was like to live with (ISA-18.2), at most over 92 days; where it is not
   * said from when, so many days before the end.
   */
  @Get("/statistics")
  @RequiresPermission(Permission.READ)
  AlarmFigures.Figures statistics(
      @Nullable @QueryValue String asset,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @QueryValue(defaultValue = "30") int days) {
    return figures.of(asset, from, to, days);
  }

  @Post("/{asset}/{detector}/acknowledge")
  @Status(HttpStatus.ACCEPTED)
  @RequiresPermission(Permission.ALARM_ACKNOWLEDGE)
  AlarmView.Item acknowledge(String asset, String detector, Authentication authentication) {
    return commands.about(asset, detector, Kind.ACKNOWLEDGE, null, "", Caller.of(authentication));
  }

  /** Acknowledges every alarm of an asset that nobody has acknowledged or asked to. */
  @Post("/{asset}/acknowledge")
  @Status(HttpStatus.ACCEPTED)
  @RequiresPermission(Permission.ALARM_ACKNOWLEDGE)
  List<AlarmView.Item> acknowledgeAll(String asset, Authentication authentication) {
    return commands.acknowledgeAll(asset, Caller.of(authentication));
  }

  /** Holds an alarm back for at most 7 days, or less if the monitoring plan says so. */
  @Post("/{asset}/{detector}/shelve")
  @Status(HttpStatus.ACCEPTED)
  @RequiresPermission(Permission.ALARM_SUPPRESS)
  AlarmView.Item shelve(
      String asset,
      String detector,
      @Body @Valid CommandRequest.ForATime request,
      Authentication authentication) {
    return commands.about(
        asset, detector, Kind.SHELVE, request.until(), request.reason(), Caller.of(authentication));
  }

  @Post("/{asset}/{detector}/unshelve")
  @Status(HttpStatus.ACCEPTED)
  @RequiresPermission(Permission.ALARM_SUPPRESS)
  AlarmView.Item unshelve(String asset, String detector, Authentication authentication) {
    return commands.about(asset, detector, Kind.UNSHELVE, null, "", Caller.of(authentication));
  }

  /** Holds an alarm back until it is put in service again. */
  @Post("/{asset}/{detector}/out-of-service")
  @Status(HttpStatus.ACCEPTED)
  @RequiresPermission(Permission.ALARM_SUPPRESS)
  AlarmView.Item outOfService(
      String asset,
      String detector,
      @Body @Valid CommandRequest.WithReason request,
      Authentication authentication) {
    return commands.about(
        asset, detector, Kind.OUT_OF_SERVICE, null, request.reason(), Caller.of(authentication));
  }

  @Post("/{asset}/{detector}/in-service")
  @Status(HttpStatus.ACCEPTED)
  @RequiresPermission(Permission.ALARM_SUPPRESS)
  AlarmView.Item inService(String asset, String detector, Authentication authentication) {
    return commands.about(asset, detector, Kind.IN_SERVICE, null, "", Caller.of(authentication));
  }

  private static Set<AlarmState> states(String state) {
    String wanted = state.toUpperCase(Locale.ROOT);
    if (wanted.equals("ACTIVE")) {
      return ACTIVE;
    }
    if (wanted.equals("ALL")) {
      return EnumSet.allOf(AlarmState.class);
    }
    try {
      return EnumSet.of(AlarmState.valueOf(wanted));
    } catch (IllegalArgumentException e) {
      ProblemException problem =
          ProblemException.badRequest(
              "state '"
                  + state
                  + "' is not one of ACTIVE, ALL, "
                  + String.join(
                      ", ", EnumSet.allOf(AlarmState.class).stream().map(Enum::name).toList()));
      problem.initCause(e);
      throw problem;
    }
  }
}
