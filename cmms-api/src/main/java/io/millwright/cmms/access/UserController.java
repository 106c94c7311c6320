package io.millwright.cmms.access;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import java.util.List;

/** The caller, and the people of the caller's organization. */
@Controller("/api")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class UserController {

  @Serdeable
  record OrganizationView(String id, String name) {}

  @Serdeable
  record Me(
      String username,
      String displayName,
      OrganizationView organization,
      List<String> roles,
      List<String> permissions) {}

  @Serdeable
  record UserView(String username, String displayName, List<String> roles) {}

  private final Database database;
  private final UserRepository users;

  UserController(Database database, UserRepository users) {
    this.database = database;
    this.users = users;
  }

  @Get("/me")
  Me me(Authentication authentication) {
    Caller caller = Caller.of(authentication);
    return database.read(
        () -> {
          User user =
              users
                  .active(caller.username())
                  .orElseThrow(
                      () ->
                          new ProblemException(
                              HttpStatus.UNAUTHORIZED, "this user has been deactivated"));
          return new Me(
              user.username(),
              user.displayName(),
              new OrganizationView(caller.tenant().value(), users.organizationName()),
              names(caller.roles()),
              names(caller.permissions()));
        });
  }

  @Get("/users")
  @RequiresPermission(Permission.READ)
  List<UserView> list() {
    return users.all().stream()
        .map(user -> new UserView(user.username(), user.displayName(), names(user.roles())))
        .toList();
  }

  private static List<String> names(Iterable<? extends Enum<?>> constants) {
    List<String> names = new java.util.ArrayList<>();
    constants.forEach(constant -> names.add(constant.name()));
    return names;
  }
}
