package io.millwright.cmms.platform;

import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.support.TransactionSynchronization;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of the bound tenant, and SQL in them. Nested calls join the transaction that is
 * open.
 */
@Singleton
public final class Database {
  private final TransactionOperations<Connection> transactions;

  /**
   * @param migrated the owner's data source: Flyway brings the schema up to date when this bean is
   *     made, so that nothing reaches the tables before
   */
  Database(
      TransactionOperations<Connection> transactions, @Named("migration") DataSource migrated) {
    this.transactions = transactions;
    Objects.requireNonNull(migrated);
  }

  /** Does the work in a read-only transaction. */
  public <T extends @Nullable Object> T read(Supplier<T> work) {
    return transactions.executeRead(status -> work.get());
  }

  /** Does the work in a transaction that is rolled back when the work throws. */
  public <T extends @Nullable Object> T write(Supplier<T> work) {
    return transactions.executeWrite(status -> work.get());
  }

  /** A statement of the open transaction. */
  public Sql sql(String text) {
    return new Sql(transactions.getConnection(), text);
  }

  /** Runs the action once the open transaction is committed, and never if it is rolled back. */
  public void afterCommit(Runnable action) {
    transactions
        .findTransactionStatus()
        .orElseThrow(() -> new IllegalStateException("no transaction is open"))
        .registerSynchronization(
            new TransactionSynchronization() {
              @Override
              public void afterCommit() {
                action.run();
              }
            });
  }
}
