package io.millwright.cmms.tenancy;

import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.core.propagation.PropagatedContextElement;
import io.millwright.contracts.asset.TenantId;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The organization on whose behalf the current thread works. A request is bound by {@link
 * TenantFilter}; consumers and background work bind once per record or per tenant with {@link
 * #call}. It follows the work to other threads as Micronaut's propagated context does.
 */
public final class TenantContext {
  /** Claim of the access token, and attribute of the authentication, with the organization's id. */
  public static final String CLAIM = "tenant";

  record Bound(TenantId tenant) implements PropagatedContextElement {}

  private TenantContext() {}

  public static Optional<TenantId> current() {
    return PropagatedContext.find()
        .flatMap(context -> context.find(Bound.class))
        .map(Bound::tenant);
  }

  /**
   * The tenant of the current work.
   *
   * @throws IllegalStateException if none is bound
   */
  public static TenantId required() {
    return current()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no tenant is bound: wrap the work in TenantContext.call(tenant, ...)"));
  }

  /** Does the work on behalf of that tenant, and of the former one again after it. */
  public static <T extends @Nullable Object> T call(TenantId tenant, Supplier<T> work) {
    PropagatedContext context = PropagatedContext.getOrEmpty();
    Optional<Bound> former = context.find(Bound.class);
    if (former.isPresent()) {
      context = context.minus(former.get());
    }
    try (PropagatedContext.Scope scope = context.plus(new Bound(tenant)).propagate()) {
      return work.get();
    }
  }

  /** As {@link #call}, without a result. */
  public static void run(TenantId tenant, Runnable work) {
    call(
        tenant,
        () -> {
          work.run();
          return true;
        });
  }
}
