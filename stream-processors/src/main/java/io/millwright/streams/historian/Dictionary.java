package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that the database has given points and assets. Those it does not know yet it is told:
 * a point exists from its first reading on. The numbers of the assets used last are remembered.
 *
 * <p>Each method commits by itself, so that nothing is remembered that is rolled back afterwards.
 */
final class Dictionary {
  private static final int MOST_ASSETS = 20_000;

  private final Connection connection;

  private final Map<AssetKey, Points> points =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AssetKey, Points> eldest) {
          return size() > MOST_ASSETS;
        }
      };
  private final Map<AssetKey, Long> assets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AssetKey, Long> eldest) {
          return size() > MOST_ASSETS;
        }
      };

  private static final class Points {
    private final Map<String, Long> ids = new HashMap<>();

    /** A device sends the same dictionary again and again. */
    private @Nullable List<String> last;

    private long[] lastIds = {};
  }

  Dictionary(Connection connection) {
    this.connection = connection;
  }

  /** The number of each point in the dictionary of these readings. */
  long[] pointIds(Measurements measurements) throws SQLException {
    Points known = points.get(measurements.asset());
    if (known != null && measurements.points().equals(known.last)) {
      return known.lastIds;
    }
    if (known == null) {
      known = new Points();
      load(measurements.asset(), known.ids);
      points.put(measurements.asset(), known);
    }
    List<String> missing = new ArrayList<>();
    for (String point : measurements.points()) {
      if (!known.ids.containsKey(point)) {
        missing.add(point);
      }
    }
    if (!missing.isEmpty()) {
      add(measurements.asset(), missing);
      load(measurements.asset(), known.ids);
    }
    long[] ids = new long[measurements.points().size()];
    for (int i = 0; i < ids.length; i++) {
      Long id = known.ids.get(measurements.points().get(i));
      if (id == null) {
        throw new SQLException(
            "the database has no number for point "
                + measurements.points().get(i)
                + " of "
                + measurements.asset());
      }
      ids[i] = id;
    }
    known.last = measurements.points();
    known.lastIds = ids;
    return ids;
  }

  private void load(AssetKey asset, Map<String, Long> ids) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select point, point_id from series.point where tenant_id = ? and asset = ?")) {
      select.setString(1, asset.tenant().value());
      select.setString(2, asset.asset().value());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          ids.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
  }

  private void add(AssetKey asset, List<String> names) throws SQLException {
    Array array = connection.createArrayOf("text", names.toArray());
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into series.point (tenant_id, asset, point)
            select ?, ?, n from unnest(?) as n on conflict do nothing""")) {
      insert.setString(1, asset.tenant().value());
      insert.setString(2, asset.asset().value());
      insert.setArray(3, array);
      insert.executeUpdate();
    } finally {
      array.free();
    }
  }

  /** The number of an asset. */
  long assetId(AssetKey asset) throws SQLException {
    Long known = assets.get(asset);
    if (known == null) {
      known = findAsset(asset);
      if (known == null) {
        try (PreparedStatement insert =
            connection.prepareStatement(
                "insert into series.asset_series (tenant_id, asset) values (?, ?) on conflict do nothing")) {
          insert.setString(1, asset.tenant().value());
          insert.setString(2, asset.asset().value());
          insert.executeUpdate();
        }
        known = findAsset(asset);
      }
      if (known == null) {
        throw new SQLException("the database has no number for asset " + asset);
      }
      assets.put(asset, known);
    }
    return known;
  }

  private @Nullable Long findAsset(AssetKey asset) throws SQLException {
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
