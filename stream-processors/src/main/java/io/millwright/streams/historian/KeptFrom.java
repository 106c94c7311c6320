package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * From when on what is kept of each asset, as {@link Keeping} has moved it. What is older is not
 * stored any more: its readings may be gone already, and a rollup of the rest would be wrong.
 */
final class KeptFrom {
  /** Begins of what is kept, in microseconds since 1970-01-01T00:00:00Z. */
  record Begins(long readings, long waveforms, long events) {
    /** Everything is kept. */
    static final Begins EVER = new Begins(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);
  }

  private static final int MOST_ASSETS = 20_000;

  private final Connection connection;
  private String state = "";
  private boolean limited;

  private final Map<AssetKey, Begins> assets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AssetKey, Begins> eldest) {
          return size() > MOST_ASSETS;
        }
      };

  KeptFrom(Connection connection) {
    this.connection = connection;
  }

  /**
   * Whether nothing was moved or dropped since this was last asked. In a transaction that has a
   * number it means that nothing of what this has said will be removed before it ends.
   */
  boolean current() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select moved || ' ' || dropped, moved > 0 from series.keeping")) {
      row.next();
      String now = row.getString(1);
      boolean same = now.equals(state);
      if (!same) {
        state = now;
        limited = row.getBoolean(2);
        assets.clear();
      }
      return same;
    }
  }

  Begins of(AssetKey asset) throws SQLException {
    if (!limited) {
      return Begins.EVER;
    }
    Begins known = assets.get(asset);
    if (known == null) {
      known = find(asset);
      assets.put(asset, known);
    }
    return known;
  }

  private Begins find(AssetKey asset) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select extract(epoch from readings)::double precision, extract(epoch from waveforms)::double precision,
              extract(epoch from events)::double precision
            from series.kept_from where tenant_id = ? and asset in (?, '') order by asset desc limit 1""")) {
      select.setString(1, asset.tenant().value());
      select.setString(2, asset.asset().value());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Begins(
                micros(row.getDouble(1)), micros(row.getDouble(2)), micros(row.getDouble(3)))
            : Begins.EVER;
      }
    }
  }

  /** Of whole seconds, or minus infinity. */
  private static long micros(double seconds) {
    return Double.isInfinite(seconds) ? Long.MIN_VALUE : (long) seconds * 1_000_000;
  }
}
