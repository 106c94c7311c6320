package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
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
 * The numbers that the database has given points. Those it does not know yet it is told: a point
 * exists from its first reading on. The numbers of the assets used last are remembered.
 *
 * <p>An asset has at most {@code mostPoints} points that are measured and as many that are derived,
 * so that a device that makes up a name for each reading fills neither the database nor the memory;
 * readings of further points are refused.
 *
 * <p>Each method commits by itself, so that nothing is remembered that is rolled back afterwards.
 */
final class Dictionary {
  /** Stands for the number of a point beyond the most that its asset may have. */
  static final long REFUSED = -1;

  private static final Logger LOGGER = LoggerFactory.getLogger(Dictionary.class);

  /** An asset with descriptors counts as two. */
  private static final int MOST_ASSETS = 40_000;

  /** Of all assets that are remembered together. */
  private static final int MOST_REMEMBERED = 2_000_000;

  private final Connection connection;
  private final int mostPoints;
  private int remembered;

  /** Whose points: those that an asset's devices measure, or those derived from them. */
  private record Owner(AssetKey asset, boolean derived) {}

  private final Map<Owner, Points> points =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Owner, Points> eldest) {
          boolean remove = size() > 1 && (size() > MOST_ASSETS || remembered > MOST_REMEMBERED);
          if (remove) {
            remembered -= eldest.getValue().ids.size();
          }
          return remove;
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

  /**
   * The number of each of these points of an asset, or {@link #REFUSED}.
   *
   * @param names each once
   */
  long[] pointIds(AssetKey asset, boolean derived, List<String> names) throws SQLException {
    Owner owner = new Owner(asset, derived);
    Points known = points.get(owner);
    if (known != null && names.equals(known.last)) {
      return known.lastIds;
    }
    if (known == null) {
      known = new Points();
      load(owner, known.ids);
      remembered += known.ids.size();
      points.put(owner, known);
    }
    List<String> missing = new ArrayList<>();
    for (String point : names) {
      if (!known.ids.containsKey(point)) {
        missing.add(point);
      }
    }
    int room = Math.max(0, mostPoints - known.ids.size());
    if (missing.size() > room) {
      refuse(owner, known, missing.get(room));
    }
    if (!missing.isEmpty() && room > 0) {
      int before = known.ids.size();
      add(owner, missing.subList(0, Math.min(room, missing.size())));
      load(owner, known.ids);
      remembered += known.ids.size() - before;
    }
    long[] ids = new long[names.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = known.ids.getOrDefault(names.get(i), REFUSED);
    }
    known.last = names;
    known.lastIds = ids;
    return ids;
  }

  /** The number of a point that an asset's devices measure, or {@link #REFUSED}. */
  long pointId(AssetKey asset, String name) throws SQLException {
    Points known = points.get(new Owner(asset, false));
    Long id = known == null ? null : known.ids.get(name);
    return id == null ? pointIds(asset, false, List.of(name))[0] : id;
  }

  private void refuse(Owner owner, Points known, String point) {
    if (!known.reported) {
      known.reported = true;
      LOGGER
          .atWarn()
          .addKeyValue("asset", owner.asset())
          .addKeyValue("point", point)
          .addKeyValue("most", mostPoints)
          .log(
              "asset has as many points as it may have: readings of further ones are not stored; let its device send fewer names, or raise millwright.historian.points-per-asset");
    }
  }

  private void load(Owner owner, Map<String, Long> ids) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select point, point_id from series.point where tenant_id = ? and asset = ? and derived = ?")) {
      select.setString(1, owner.asset().tenant().value());
      select.setString(2, owner.asset().asset().value());
      select.setBoolean(3, owner.derived());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          ids.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
  }

  private void add(Owner owner, List<String> names) throws SQLException {
    Array array = connection.createArrayOf("text", names.toArray());
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into series.point (tenant_id, asset, derived, point)
            select ?, ?, ?, n from unnest(?) as n on conflict do nothing""")) {
      insert.setString(1, owner.asset().tenant().value());
      insert.setString(2, owner.asset().asset().value());
      insert.setBoolean(3, owner.derived());
      insert.setArray(4, array);
      insert.executeUpdate();
    } finally {
      array.free();
    }
  }
}
