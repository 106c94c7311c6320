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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbers that the database has given points and assets. Those it does not know yet it is told:
 * a point exists from its first reading on. The numbers of the assets used last are remembered.
 *
 * <p>An asset has at most {@code mostPoints} points, so that a device that makes up a name for each
 * reading fills neither the database nor the memory; readings of further points are refused.
 *
 * <p>Each method commits by itself, so that nothing is remembered that is rolled back afterwards.
 */
final class Dictionary {
  /** Stands for the number of a point beyond the most that its asset may have. */
  static final long REFUSED = -1;

  private static final Logger LOGGER = LoggerFactory.getLogger(Dictionary.class);
  private static final int MOST_ASSETS = 20_000;

  /** Of all assets that are remembered together. */
  private static final int MOST_REMEMBERED = 2_000_000;

  private final Connection connection;
  private final int mostPoints;
  private int remembered;

  private final Map<AssetKey, Points> points =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AssetKey, Points> eldest) {
          boolean remove = size() > 1 && (size() > MOST_ASSETS || remembered > MOST_REMEMBERED);
          if (remove) {
            remembered -= eldest.getValue().ids.size();
          }
          return remove;
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
    private boolean reported;
  }

  Dictionary(Connection connection, int mostPoints) {
    this.connection = connection;
    this.mostPoints = mostPoints;
  }

  /** The number of each point in the dictionary of these readings, or {@link #REFUSED}. */
  long[] pointIds(Measurements measurements) throws SQLException {
    AssetKey asset = measurements.asset();
    Points known = points.get(asset);
    if (known != null && measurements.points().equals(known.last)) {
      return known.lastIds;
    }
    if (known == null) {
      known = new Points();
      load(asset, known.ids);
      remembered += known.ids.size();
      points.put(asset, known);
    }
    List<String> missing = new ArrayList<>();
    for (String point : measurements.points()) {
      if (!known.ids.containsKey(point)) {
        missing.add(point);
      }
    }
    int room = Math.max(0, mostPoints - known.ids.size());
    if (missing.size() > room) {
      refuse(asset, known, missing.get(room));
    }
    if (!missing.isEmpty() && room > 0) {
      int before = known.ids.size();
      add(asset, missing.subList(0, Math.min(room, missing.size())));
      load(asset, known.ids);
      remembered += known.ids.size() - before;
    }
    long[] ids = new long[measurements.points().size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = known.ids.getOrDefault(measurements.points().get(i), REFUSED);
    }
    known.last = measurements.points();
    known.lastIds = ids;
    return ids;
  }

  private void refuse(AssetKey asset, Points known, String point) {
    if (!known.reported) {
      known.reported = true;
      LOGGER
          .atWarn()
          .addKeyValue("asset", asset)
          .addKeyValue("point", point)
          .addKeyValue("most", mostPoints)
          .log(
              "asset has as many points as it may have: readings of further ones are not stored; let its device send fewer names, or raise millwright.historian.points-per-asset");
    }
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
