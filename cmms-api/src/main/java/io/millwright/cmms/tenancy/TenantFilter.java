package io.millwright.cmms.tenancy;

import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.security.authentication.Authentication;
import io.millwright.contracts.asset.TenantId;

/** Binds a request to the tenant that its checked access token names. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class TenantFilter implements Ordered {

  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.after();
  }

  @RequestFilter
  void bind(HttpRequest<?> request, MutablePropagatedContext context) {
    request
        .getUserPrincipal(Authentication.class)
        .map(authentication -> authentication.getAttributes().get(TenantContext.CLAIM))
        .ifPresent(tenant -> context.add(new TenantContext.Bound(new TenantId(tenant.toString()))));
  }
}
