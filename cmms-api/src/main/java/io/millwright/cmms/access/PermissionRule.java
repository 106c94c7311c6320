package io.millwright.cmms.access;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecuredAnnotationRule;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.security.rules.SecurityRuleResult;
import io.micronaut.web.router.MethodBasedRouteMatch;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Refuses a caller who lacks the permission that the endpoint names. */
@Singleton
final class PermissionRule implements SecurityRule<HttpRequest<?>> {

  @Override
  public int getOrder() {
    return SecuredAnnotationRule.ORDER - 10;
  }

  @Override
  public Publisher<SecurityRuleResult> check(
      HttpRequest<?> request, @Nullable Authentication authentication) {
    RouteMatch<?> route = RouteAttributes.getRouteMatch(request).orElse(null);
    if (!(route instanceof MethodBasedRouteMatch<?, ?> method)
        || !method.hasAnnotation(RequiresPermission.class)) {
      return Publishers.just(SecurityRuleResult.UNKNOWN);
    }
    Permission needed = method.enumValue(RequiresPermission.class, Permission.class).orElseThrow();
    boolean permitted =
        authentication != null && Caller.of(authentication).permissions().contains(needed);
    // UNKNOWN leaves the last word to @Secured
    return Publishers.just(permitted ? SecurityRuleResult.UNKNOWN : SecurityRuleResult.REJECTED);
  }
}
