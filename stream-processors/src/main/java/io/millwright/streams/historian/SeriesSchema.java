package io.millwright.streams.historian;

import io.millwright.streams.historian.HistorianConfig.Database;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** Brings schema {@code series} up to date, with the scripts of contracts' {@code db/series}. */
public final class SeriesSchema {
  private SeriesSchema() {}

  /**
   * Runs the scripts that have not run yet. Several services may call it at the same time.
   *
   * @param owner logs in as millwright_owner; {@code db/bootstrap/roles.sql} has made the roles
   */
  public static void migrate(DataSource owner) {
    Flyway.configure()
        .dataSource(owner)
        .schemas("series")
        .defaultSchema("series")
        .createSchemas(true)
        .table("schema_history")
        .locations("classpath:db/series")
        .failOnMissingLocations(true)
        .load()
        .migrate();
  }

  static void migrate(Database owner) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(owner.jdbcUrl());
    source.setUser(owner.user());
    source.setPassword(owner.password());
    migrate(source);
  }
}
