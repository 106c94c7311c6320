package io.millwright.cmms.tenancy;

import io.millwright.cmms.platform.Database;
import io.millwright.contracts.asset.TenantId;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Takes records of topics in, each in one transaction of its tenant. */
@Singleton
public final class TenantIntake {
  private final Database database;

  TenantIntake(Database database) {
    this.database = database;
  }

  /**
   * Does the work for the tenant.
   *
   * @throws IllegalArgumentException if there is no such organization
   */
  public <T> T take(TenantId tenant, Supplier<T> work) {
    return TenantContext.call(
        tenant,
        () ->
            database.write(
                () -> {
                  if (database.sql("select 1 as one from organization").list(row -> 1).isEmpty()) {
                    throw new IllegalArgumentException(
                        "there is no organization '" + tenant + "': create it first");
                  }
                  return work.get();
                }));
  }
}
