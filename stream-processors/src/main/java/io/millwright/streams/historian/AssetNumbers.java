package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that the database has given assets of which more than readings is stored. Commits by
 * itself, so that nothing is remembered that is rolled back afterwards.
 */
final class AssetNumbers {
  private static final int MOST_REMEMBERED = 20_000;

  private final Connection connection;
  private final Map<AssetKey, Long> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AssetKey, Long> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  AssetNumbers(Connection connection) {
    this.connection = connection;
  }

  /** The number of an asset, which gets one if it has none. */
  long of(AssetKey asset) throws SQLException {
    Long known = remembered.get(asset);
    if (known == null) {
      known = find(asset);
      if (known == null) {
        try (PreparedStatement insert =
            connection.prepareStatement(
                "insert into series.asset_series (tenant_id, asset) values (?, ?) on conflict do nothing")) {
          insert.setString(1, asset.tenant().value());
          insert.setString(2, asset.asset().value());
          insert.executeUpdate();
        }
        known = find(asset);
      }
      if (known == null) {
        throw new SQLException("the database has no number for asset " + asset);
      }
      remembered.put(asset, known);
    }
    return known;
  }

  private @Nullable Long find(AssetKey asset) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select asset_id from series.asset_series where tenant_id = ? and asset = ?")) {
      select.setString(1, asset.tenant().value());
      select.setString(2, asset.asset().value());
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? rows.getLong(1) : null;
      }
    }
  }
}
