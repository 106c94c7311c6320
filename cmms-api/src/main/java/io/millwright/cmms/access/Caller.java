package io.millwright.cmms.access;

import io.micronaut.security.authentication.Authentication;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.Set;

/** Who calls: what the access token says. */
public record Caller(String username, TenantId tenant, Set<Role> roles) {

  public static Caller of(Authentication authentication) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    authentication.getRoles().forEach(name -> roles.add(Role.valueOf(name)));
    Object tenant = authentication.getAttributes().get(TenantContext.CLAIM);
    if (tenant == null) {
      throw new IllegalArgumentException("the access token names no organization");
    }
    return new Caller(authentication.getName(), new TenantId(tenant.toString()), roles);
  }

  /** How long the access token is valid; what is sent for long ends with it. */
  public static Duration validFor(Authentication authentication) {
    Instant end =
        authentication.getAttributes().get("exp") instanceof Date expiry
            ? expiry.toInstant()
            : Instant.MIN;
    Instant now = Instant.now();
    return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
  }

  public Set<Permission> permissions() {
    return Role.permissionsOf(roles);
  }
}
