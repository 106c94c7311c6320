package io.millwright.cmms.access;

import io.micronaut.security.authentication.Authentication;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.TenantId;
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

  public Set<Permission> permissions() {
    return Role.permissionsOf(roles);
  }
}
