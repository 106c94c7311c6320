package io.millwright.cmms.asset;

import io.millwright.cmms.asset.MeasurementPoint.Origin;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.platform.Row;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The measurement points of assets. All methods work in the open transaction. */
@Singleton
final class Points {
  /** So that an asset's registration fits a record. */
  static final int MOST = 2000;

  private static final String SELECT =
      "select *, place is not null as planned from measurement_point where asset_tag = :asset";
  private static final String DO_DESCRIBE =
      """
      do update set unit = excluded.unit, description = excluded.description, low = excluded.low,
        high = excluded.high, source_unit = excluded.source_unit, low_priority = excluded.low_priority,
        origin = excluded.origin
      """;

  private final Database database;

  Points(Database database) {
    this.database = database;
  }

  /** Those of the plan in its order, then the others by name. */
  List<MeasurementPoint> of(String asset) {
    return database
        .sql(SELECT + " order by place nulls last, name")
        .bind("asset", asset)
        .list(Points::point);
  }

  Optional<MeasurementPoint> find(String asset, String name) {
    return database
        .sql(SELECT + " and name = :name")
        .bind("asset", asset)
        .bind("name", name)
        .first(Points::point);
  }

  /**
   * Puts a plan's points in place of those that only the plan before it brought. A point that is
   * there keeps its source unit and priority: they are the site's, not the plan's.
   */
  void putPlanned(String asset, List<Assets.Point> planned) {
    database
        .sql(
            """
            delete from measurement_point
            where asset_tag = :asset and origin = 'PLAN' and not name = any(:names)
            """)
        .bind("asset", asset)
        .bind("names", planned.stream().map(Assets.Point::name).toList())
        .update();
    database
        .sql("update measurement_point set place = null where asset_tag = :asset")
        .bind("asset", asset)
        .update();
    for (int place = 0; place < planned.size(); place++) {
      Assets.Point point = planned.get(place);
      database
          .sql(
              """
              insert into measurement_point (asset_tag, name, unit, description, low, high, place)
              values (:asset, :name, :unit, :description, :low, :high, :place)
              on conflict (tenant_id, asset_tag, name) do update set unit = excluded.unit,
                description = excluded.description, low = excluded.low, high = excluded.high, place = excluded.place
              """)
          .bind("asset", asset)
          .bind("name", point.name())
          .bind("unit", point.unit())
          .bind("description", point.description())
          .bind("low", point.low())
          .bind("high", point.high())
          .bind("place", place)
          .update();
    }
  }

  /**
   * Registers a point or describes it anew.
   *
   * @throws ProblemException 409, if it would change what the plan in force says, or the asset has
   *     as many as it may
   */
  void put(String asset, String name, DescribePoint said) {
    said.checkRange(name);
    Optional<MeasurementPoint> known = find(asset, name);
    if (known.isPresent() && known.get().planned() && differs(known.get(), said)) {
      throw ProblemException.conflict(
          "unit, description and range of point '"
              + name
              + "' are those of the asset's monitoring plan: release a plan that changes them");
    }
    if (known.isEmpty() && room(asset) < 1) {
      throw ProblemException.conflict(
          "asset '" + asset + "' has " + MOST + " points, and may not have more");
    }
    insert(asset, name, said, Origin.PERSON, DO_DESCRIBE);
  }

  /**
   * Registers those that are missing, as many as the asset has room for.
   *
   * @return how many it registered
   */
  int addMissing(String asset, Map<String, DescribePoint> points, Origin origin) {
    int room = room(asset);
    int added = 0;
    for (Map.Entry<String, DescribePoint> point : new TreeMap<>(points).entrySet()) {
      if (added < room) {
        point.getValue().checkRange(point.getKey());
        added += insert(asset, point.getKey(), point.getValue(), origin, "do nothing");
      }
    }
    return added;
  }

  /**
   * Removes a point; its readings stay.
   *
   * @throws ProblemException 404, or 409 if the plan in force describes it
   */
  void remove(String asset, String name) {
    MeasurementPoint point =
        find(asset, name)
            .orElseThrow(
                () -> ProblemException.notFound("point '" + name + "' of asset '" + asset + "'"));
    if (point.planned()) {
      throw ProblemException.conflict(
          "point '" + name + "' is one of the asset's monitoring plan: release a plan without it");
    }
    database
        .sql("delete from measurement_point where asset_tag = :asset and name = :name")
        .bind("asset", asset)
        .bind("name", name)
        .update();
  }

  private int insert(
      String asset, String name, DescribePoint said, Origin origin, String ifItIsThere) {
    return database
        .sql(
            """
            insert into measurement_point
              (asset_tag, name, unit, description, low, high, source_unit, low_priority, origin)
            values (:asset, :name, :unit, :description, :low, :high, :sourceUnit, :lowPriority, :origin)
            on conflict (tenant_id, asset_tag, name)
            """
                + ifItIsThere)
        .bind("asset", asset)
        .bind("name", name)
        .bind("unit", said.unit())
        .bind("description", said.description())
        .bind("low", said.low())
        .bind("high", said.high())
        .bind("sourceUnit", said.sourceUnit())
        .bind("lowPriority", said.lowPriority())
        .bind("origin", origin)
        .update();
  }

  private int room(String asset) {
    return MOST
        - database
            .sql("select count(*)::integer as n from measurement_point where asset_tag = :asset")
            .bind("asset", asset)
            .one(row -> row.integer("n"));
  }

  private static boolean differs(MeasurementPoint known, DescribePoint said) {
    return !Objects.equals(known.unit(), said.unit())
        || !Objects.equals(known.description(), said.description())
        || !Objects.equals(known.low(), said.low())
        || !Objects.equals(known.high(), said.high());
  }

  private static MeasurementPoint point(Row row) {
    return new MeasurementPoint(
        row.text("name"),
        row.textOrNull("unit"),
        row.textOrNull("description"),
        row.realOrNull("low"),
        row.realOrNull("high"),
        row.textOrNull("source_unit"),
        row.flag("low_priority"),
        Origin.valueOf(row.text("origin")),
        row.flag("planned"));
  }
}
