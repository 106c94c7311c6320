package io.millwright.cmms.tenancy;

import io.millwright.contracts.asset.TenantId;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells PostgreSQL's row-level security on whose behalf a transaction works.
 *
 * <p>The setting {@code app.tenant_id} is made local to the transaction, when its first statement
 * is prepared: the next borrower of the pooled connection can never inherit it. Outside a
 * transaction such a setting would end with its own statement and every row would be invisible
 * without a word, so a statement outside one is refused, as is a change of tenant while a
 * connection is open.
 *
 * <p>It must not extend Micronaut's DelegatingDataSource: Micronaut unwraps that and would go past
 * it.
 */
final class GuardedDataSource implements DataSource {
  private final DataSource pool;

  GuardedDataSource(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return guarded(pool.getConnection());
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    return guarded(pool.getConnection(username, password));
  }

  private static Connection guarded(Connection connection) throws SQLException {
    Guard guard = new Guard(connection, tenantNow(), !connection.getAutoCommit());
    return (Connection)
        Proxy.newProxyInstance(
            GuardedDataSource.class.getClassLoader(), new Class<?>[] {Connection.class}, guard);
  }

  /** The bound tenant; the empty string, which no row belongs to, when none is bound. */
  private static String tenantNow() {
    return TenantContext.current().map(TenantId::value).orElse("");
  }

  private static final class Guard implements InvocationHandler {
    private final Connection connection;
    private final String tenant;
    private boolean inTransaction;
    private boolean bound;

    Guard(Connection connection, String tenant, boolean inTransaction) {
      this.connection = connection;
      this.tenant = tenant;
      this.inTransaction = inTransaction;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      String name = method.getName();
      switch (name) {
        case "prepareStatement", "createStatement", "prepareCall" -> bindTenant();
        default -> {}
      }
      Object result;
      try {
        result = method.invoke(connection, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause() == null ? e : e.getCause();
      }
      switch (name) {
        case "setAutoCommit" -> {
          inTransaction = arguments != null && Boolean.FALSE.equals(arguments[0]);
          bound = false;
        }
        case "commit" -> bound = false;
        // back to a savepoint the transaction goes on, and with it the setting made before
        case "rollback" -> bound = bound && arguments != null && arguments.length == 1;
        default -> {}
      }
      return result;
    }

    private void bindTenant() throws SQLException {
      if (!tenant.equals(tenantNow())) {
        throw new IllegalStateException(
            "the tenant changed from '"
                + tenant
                + "' to '"
                + tenantNow()
                + "' while a connection was open: finish one tenant's transaction before the next");
      }
      if (!inTransaction) {
        throw new IllegalStateException(
            "tenant data needs a transaction: use Database.read or Database.write");
      }
      if (bound) {
        return;
      }
      try (PreparedStatement statement =
          connection.prepareStatement("select set_config('app.tenant_id', ?, true)")) {
        statement.setString(1, tenant);
        statement.execute();
      }
      bound = true;
    }
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return pool.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    pool.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    pool.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return pool.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("io.millwright.cmms.tenancy");
  }

  /** Never unwraps: the pool underneath has no guard. */
  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("the guarded data source does not hand out what is under it: " + type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
