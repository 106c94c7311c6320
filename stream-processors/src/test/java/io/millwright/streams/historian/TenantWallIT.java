package io.millwright.streams.historian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.streams.server.SeriesDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tries to see another tenant's readings as the role of the CMMS API. */
class TenantWallIT {
  private static final String OWNER = "millwright_owner";
  private static final String CMMS = "millwright_cmms";
  private static SeriesDatabase database;

  @BeforeAll
  static void fillDatabase() throws Exception {
    database = SeriesDatabase.start();
    SeriesSchema.migrate(database.as(OWNER));
    database.update(
        OWNER,
        """
        select series.ensure_month('2026-01-01'::timestamptz + m * interval '1 month') from generate_series(0, 5) m;
        insert into series.point (tenant_id, asset, point)
          select t, 'pump-' || a, 'p' || p
          from unnest(array['acme', 'rival']) t, generate_series(1, 50) a, generate_series(1, 10) p;
        insert into series.measurement (point_id, time, value)
          select point_id, '2026-01-01T00:00:00Z'::timestamptz + i * interval '12 hours', i
          from series.point, generate_series(0, 350) i;
        insert into series.asset_series (tenant_id, asset)
          select t, 'pump-' || a from unnest(array['acme', 'rival']) t, generate_series(1, 50) a;
        insert into series.condition (asset_id, time, health_index)
          select asset_id, '2026-01-01T00:00:00Z'::timestamptz + i * interval '1 day', 0.5
          from series.asset_series, generate_series(0, 150) i;
        insert into series.parked_measurement select point_id, -1, 7, 192 from series.point;
        insert into series.rollup_1m select point_id, time, value, value, value, value, time, 1, 1, 1, 192
          from series.measurement where value::integer % 8 = 0;
        insert into series.rollup_10m select * from series.rollup_1m;
        insert into series.rollup_1h select * from series.rollup_1m;
        insert into series.rollup_1d select * from series.rollup_1m;
        insert into series.unrolled_hour select point_id, time from series.rollup_1m;
        insert into series.unrolled_hour select point_id, time from series.rollup_1m limit 1000;
        insert into series.point (tenant_id, asset, point, derived)
          select tenant_id, asset, 'p1/rms', true from series.point where point = 'p1';
        insert into series.state_change select asset_id, time, 'p1', 'limit', 2, 1, 1, 0, 'why', 'plan', 1
          from series.condition;
        insert into series.event select asset_id, time, gen_random_uuid(), 'mqtt:test', 1, 'E1', 'text'
          from series.condition;
        insert into series.waveform select point_id, '2026-01-01Z', 'mqtt:test', 'g', 1000, 4, 'none', 'abcd', 1, 2, 2, 3, 0
          from series.point;
        insert into series.revision select point_id, '2026-01-01Z', 1, 2, 192, now() from series.point;
        analyze""");
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    database.close();
  }

  private static long seen(String tenant, String sql) throws SQLException {
    try (Connection connection = database.connection(CMMS);
        Statement statement = connection.createStatement()) {
      statement.execute("set app.tenant_id = '" + tenant + "'");
      try (ResultSet rows = statement.executeQuery(sql)) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "point",
        "measurement",
        "measurement_2026m01",
        "asset_series",
        "condition",
        "condition_2026m01",
        "parked_measurement",
        "rollup_1m",
        "rollup_1m_2026m01",
        "rollup_10m",
        "rollup_10m_2026m01",
        "rollup_1h",
        "rollup_1h_2026",
        "rollup_1d",
        "unrolled_hour",
        "open_hours",
        "consumed",
        "state_change",
        "state_change_2026m01",
        "event",
        "event_2026m01",
        "waveform",
        "waveform_2026m01",
        "revision",
        "revision_2026m01",
        "set_aside",
        "set_aside_2026m01",
        "kept_from",
        "kept_point",
        "kept_asset",
        "keeping",
        "stored_table",
        "stored_partition"
      })
  void readsNoTableDirectly(String table) {
    assertThatThrownBy(() -> seen("acme", "select count(*) from series." + table))
        .hasMessageContaining("permission denied");
  }

  /** All that this role may read of the schema. */
  static List<String> views() throws SQLException {
    return List.of(
        database
            .value(
                CMMS,
                """
                select string_agg(c.relname, ' ' order by c.relname)
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'series' and has_table_privilege(c.oid, 'select')""")
            .split(" "));
  }

  @Test
  void allThatItMayReadAreTheViewsOfATenant() throws SQLException {
    assertThat(views())
        .containsExactly(
            "tenant_condition",
            "tenant_event",
            "tenant_kept_from",
            "tenant_latest_condition",
            "tenant_latest_measurement",
            "tenant_measurement",
            "tenant_parked_measurement",
            "tenant_point",
            "tenant_revision",
            "tenant_rollup_10m",
            "tenant_rollup_1d",
            "tenant_rollup_1h",
            "tenant_rollup_1m",
            "tenant_state_change",
            "tenant_unrolled_hour",
            "tenant_waveform");
  }

  @ParameterizedTest
  @MethodSource("views")
  void seesNothingWithoutATenantAndOnlyItsOwnWithOne(String view) throws SQLException {
    assertThatThrownBy(
            () -> database.update(CMMS, "update series." + view + " set asset = 'stolen'"))
        .hasMessageMatching("(?s).*(permission denied for|cannot update) view.*");
    String all = "select count(*) from series." + view;
    assertThat(database.number(CMMS, all)).isZero();
    assertThat(seen("", all)).isZero();
    assertThat(seen("nobody", all)).isZero();
    assertThat(seen("acme", all)).isPositive().isEqualTo(seen("rival", all));
  }

  @ParameterizedTest
  @MethodSource("views")
  void aFunctionThatTellsWhatItSeesIsShownNoOtherTenantsRow(String view) throws SQLException {
    try (Connection connection = database.connection(CMMS);
        Statement statement = connection.createStatement()) {
      // A temporary schema is the one place where this role can put a function. It is cheap, and
      // without an index the planner would ask it before it looks at the tenant.
      statement.execute(
          """
          create function pg_temp.tell(asset text) returns boolean language plpgsql cost 0.0000001 as
          $$ begin raise notice '%', asset; return true; end $$""");
      statement.execute("set enable_indexscan = off");
      statement.execute("set enable_indexonlyscan = off");
      statement.execute("set enable_bitmapscan = off");
      statement.execute("set app.tenant_id = 'nobody'");
      try (ResultSet rows =
          statement.executeQuery(
              "select count(*) from series." + view + " where pg_temp.tell(asset)")) {
        rows.next();
        assertThat(rows.getLong(1)).isZero();
      }
      assertThat((Object) statement.getWarnings()).isNull();
    }
  }

  @Test
  void mayNotMakePartitionsNorSeeWhichThereAre() {
    assertThatThrownBy(() -> database.value(CMMS, "select series.ensure_month(now())"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> database.value(CMMS, "select series.months()"))
        .hasMessageContaining("permission denied");
  }

  @Test
  void theHistorianMayWriteAndCorrectReadingsButNeitherMoveNorDeleteThem() {
    assertThatThrownBy(
            () -> database.update("millwright_historian", "delete from series.measurement"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(
            () -> database.update("millwright_historian", "delete from series.rollup_1h"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(
            () ->
                database.update(
                    "millwright_historian",
                    "insert into series.revision values (1, '2026-01-02Z', 1, 2, 192, now())"))
        .hasMessageContaining("permission denied");
    for (String move :
        List.of(
            "measurement set point_id = 0",
            "measurement set time = now()",
            "parked_measurement set point_id = 0",
            "parked_measurement set time_micros = 0",
            "point set tenant_id = 'acme'")) {
      assertThatThrownBy(() -> database.update("millwright_historian", "update series." + move))
          .hasMessageContaining("permission denied");
    }
    assertThatThrownBy(
            () ->
                database.value("millwright_historian", "select series.ensure_month('0001-01-01')"))
        .hasMessageContaining("only months from 1970 to 2199");
  }

  @Test
  void aChartReadsTheIndexOfTheMonthsItShowsOnly() throws SQLException {
    String plan =
        plan(
            """
            select time, value from series.tenant_measurement
            where asset = 'pump-7' and point = 'p3' and time >= '2026-02-10T00:00:00Z' and time < '2026-02-20T00:00:00Z'
            order by time""");

    assertThat(plan)
        .contains("measurement_2026m02")
        .doesNotContain("measurement_2026m01")
        .doesNotContain("measurement_2026m03")
        .doesNotContain("Seq Scan")
        .contains("Index Cond: ((point_id = p.point_id) AND (\"time\" >=")
        .contains("tenant_id_asset_point");
  }

  @Test
  void aYearOfHoursAndWhatIsNotRolledOfItAreReadByTheirIndexes() throws SQLException {
    String one = " where asset = 'pump-7' and point = 'p3' and ";
    assertThat(plan("select * from series.tenant_rollup_1h" + one + "time >= '2026-02-10Z'"))
        .contains("Index Cond: ((point_id = p.point_id) AND (\"time\" >=")
        .doesNotContain("Seq Scan");
    assertThat(plan("select hour from series.tenant_unrolled_hour" + one + "hour >= '2026-02-10Z'"))
        .contains("Index Cond: ((point_id = p.point_id) AND (hour >=")
        .doesNotContain("Seq Scan");
    assertThat(seen("acme", "select count(*) from series.tenant_unrolled_hour"))
        .as("each once")
        .isEqualTo(seen("acme", "select count(*) from series.tenant_rollup_1h"));
  }

  @Test
  void theNewestReadingIsFoundInTheNewestMonthWithoutReadingTheOthers() throws SQLException {
    String plan =
        plan(
            "select * from series.tenant_latest_measurement where asset = 'pump-7' and point = 'p3'");

    assertThat(plan).contains("measurement_2026m06").contains("measurement_2026m01");
    assertThat(plan.lines().filter(line -> line.contains("measurement_2026m01")).toList())
        .allMatch(line -> line.contains("never executed"));
  }

  @Test
  void readingsInTheOrderOfTimeAreThoseOfTheTenantToo() throws SQLException {
    String readings =
        "select count(*) || ' from ' || min(time at time zone 'UTC') from series.tenant_readings("
            + "'pump-7', 'p3', false, '2026-01-01Z', '2026-01-04Z', 5)";

    assertThat(database.value(CMMS, "set app.tenant_id = 'acme'; " + readings))
        .isEqualTo("5 from 2026-01-01 12:00:00");
    assertThat(database.value(CMMS, readings)).isIn("", "null");
    assertThat(database.number(CMMS, "set app.tenant_id = ''; " + counted("pump-7", "p3")))
        .isZero();
    assertThat(database.number(CMMS, "set app.tenant_id = 'nobody'; " + counted("pump-7", "p3")))
        .isZero();
    // A descriptor is another point than what was measured, whatever its name.
    assertThat(database.number(CMMS, "set app.tenant_id = 'acme'; " + counted("pump-7", "p1/rms")))
        .isZero();
  }

  private static String counted(String asset, String point) {
    return "select count(*) from series.tenant_readings('%s', '%s', false, '2026-01-01Z', '2027-01-01Z', 9)"
        .formatted(asset, point);
  }

  private static String plan(String sql) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (Connection connection = database.connection(CMMS);
        Statement statement = connection.createStatement()) {
      statement.execute("set app.tenant_id = 'acme'");
      try (ResultSet rows =
          statement.executeQuery("explain (analyze, costs off, timing off) " + sql)) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
    }
    return plan.toString();
  }
}
