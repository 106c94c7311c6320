package io.millwright.cmms.access;

import static io.millwright.cmms.access.Permission.ALARM_ACKNOWLEDGE;
import static io.millwright.cmms.access.Permission.ALARM_SUPPRESS;
import static io.millwright.cmms.access.Permission.ASSET_WRITE;
import static io.millwright.cmms.access.Permission.CREW_BUDGET;
import static io.millwright.cmms.access.Permission.DEVICE_WRITE;
import static io.millwright.cmms.access.Permission.MODEL_RELEASE;
import static io.millwright.cmms.access.Permission.PLAN_RELEASE;
import static io.millwright.cmms.access.Permission.READ;
import static io.millwright.cmms.access.Permission.WORK_ORDER_ASSIGN;
import static io.millwright.cmms.access.Permission.WORK_ORDER_CANCEL;
import static io.millwright.cmms.access.Permission.WORK_ORDER_CLOSE;
import static io.millwright.cmms.access.Permission.WORK_ORDER_CREATE;
import static io.millwright.cmms.access.Permission.WORK_ORDER_VERIFY;
import static io.millwright.cmms.access.Permission.WORK_ORDER_WORK;
import static io.millwright.cmms.access.Permission.WORK_RELEASE;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** A role and what it permits: the whole table of rights. */
public enum Role {
  ADMIN(Permission.values()),
  PLANNER(
      READ,
      ASSET_WRITE,
      CREW_BUDGET,
      WORK_RELEASE,
      WORK_ORDER_CREATE,
      WORK_ORDER_ASSIGN,
      WORK_ORDER_WORK,
      WORK_ORDER_VERIFY,
      WORK_ORDER_CLOSE,
      WORK_ORDER_CANCEL,
      ALARM_ACKNOWLEDGE,
      ALARM_SUPPRESS),
  TECHNICIAN(READ, WORK_ORDER_CREATE, WORK_ORDER_WORK, ALARM_ACKNOWLEDGE),
  RELIABILITY(
      READ,
      ASSET_WRITE,
      DEVICE_WRITE,
      WORK_RELEASE,
      WORK_ORDER_CREATE,
      WORK_ORDER_VERIFY,
      ALARM_ACKNOWLEDGE,
      ALARM_SUPPRESS,
      PLAN_RELEASE,
      MODEL_RELEASE),
  VIEWER(READ);

  /** Never changed; the JDK has no immutable type to say so. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<Permission> permissions;

  Role(Permission... permissions) {
    this.permissions = Set.of(permissions);
  }

  /** What all of these roles permit together. */
  public static Set<Permission> permissionsOf(Collection<Role> roles) {
    Set<Permission> all = EnumSet.noneOf(Permission.class);
    roles.forEach(role -> all.addAll(role.permissions));
    return all;
  }
}
