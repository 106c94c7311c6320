package io.millwright.standalone.demo;

import io.millwright.models.dataset.CmapssUnit;
import io.millwright.standalone.postgres.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** How far the chain has come with each engine, read where its results end up: in the database. */
final class ScoredScans implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement latest;
  private final PreparedStatement stored;
  private final Instant start;
  private volatile Map<String, Long> cycles = Map.of();

  ScoredScans(EmbeddedDatabase database, String tenant, Instant start) throws SQLException {
    this.start = start;
    this.connection = database.superuser();
    this.latest =
        connection.prepareStatement(
            "select s.asset, (select max(c.time) from series.condition c where c.asset_id = s.asset_id and c.time > ?)"
                + " from series.asset_series s where s.tenant_id = ?");
    latest.setObject(1, OffsetDateTime.ofInstant(start, ZoneOffset.UTC));
    latest.setString(2, tenant);
    this.stored =
        connection.prepareStatement(
            "select count(*) from series.measurement m join series.point p using (point_id)"
                + " where p.tenant_id = ? and p.asset like 'fd001-%' and not p.derived");
    stored.setString(1, tenant);
  }

  /** Looks again. From one thread. */
  void refresh() throws SQLException {
    Map<String, Long> found = new HashMap<>();
    try (ResultSet rows = latest.executeQuery()) {
      while (rows.next()) {
        OffsetDateTime scanEnd = rows.getObject(2, OffsetDateTime.class);
        if (scanEnd != null) {
          // A cycle's readings lie at the start of their scan, its results at the scan's end.
          found.put(rows.getString(1), (long) Engine.cycleAt(start, scanEnd.toInstant()) - 1);
        }
      }
    }
    cycles = found;
  }

  /** Cycles of an engine that have been scored and stored, from the first on. */
  long cyclesOf(String asset) {
    return cycles.getOrDefault(asset, 0L);
  }

  long readings() {
    return cycles.values().stream().mapToLong(Long::longValue).sum() * CmapssUnit.COLUMNS.size();
  }

  /** Readings of the demo's engines in the database, counted there. */
  long readingsStored() throws SQLException {
    try (ResultSet row = stored.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
