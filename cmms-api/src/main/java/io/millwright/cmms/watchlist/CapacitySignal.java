package io.millwright.cmms.watchlist;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.TenantId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Says of which tenants something was committed that may let an item go. */
@Singleton
final class CapacitySignal {
  private final Database database;
  private final BlockingQueue<TenantId> raised = new LinkedBlockingQueue<>();

  CapacitySignal(Database database) {
    this.database = database;
  }

  /** For the bound tenant. */
  void raiseAfterCommit() {
    TenantId tenant = TenantContext.required();
    database.afterCommit(() -> raised.add(tenant));
  }

  /** The tenants it was raised for, or none after that time. */
  Set<TenantId> await(Duration atMost) throws InterruptedException {
    Set<TenantId> tenants = new HashSet<>();
    TenantId first = raised.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      tenants.add(first);
      raised.drainTo(tenants);
    }
    return tenants;
  }
}
