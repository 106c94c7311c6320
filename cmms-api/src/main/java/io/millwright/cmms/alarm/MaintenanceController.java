package io.millwright.cmms.alarm;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.Database;
import jakarta.validation.Valid;

/** Maintenance of an asset, during which none of its alarms is announced. */
@Controller("/api/assets/{tag}/maintenance")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class MaintenanceController {
  private final Database database;
  private final AlarmCommands commands;

  MaintenanceController(Database database, AlarmCommands commands) {
    this.database = database;
    this.commands = commands;
  }

  @Get
  @RequiresPermission(Permission.READ)
  AlarmView.Maintenance get(String tag) {
    return database.read(() -> commands.maintenance(tag));
  }

  /** Declares maintenance of at most 30 days; it ends by itself. */
  @Post
  @Status(HttpStatus.ACCEPTED)
  @RequiresPermission(Permission.ALARM_SUPPRESS)
  AlarmView.Maintenance begin(
      String tag, @Body @Valid CommandRequest.ForATime request, Authentication authentication) {
    return commands.beginMaintenance(
        tag, request.until(), request.reason(), Caller.of(authentication));
  }

  /** Ends maintenance before its time. */
  @Delete
  @Status(HttpStatus.ACCEPTED)
  @RequiresPermission(Permission.ALARM_SUPPRESS)
  AlarmView.Maintenance end(String tag, Authentication authentication) {
    return commands.endMaintenance(tag, Caller.of(authentication));
  }
}
