package io.millwright.cmms.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.advisory.Advisories;
import io.millwright.cmms.advisory.AdvisoryFeed;
import io.millwright.cmms.alarm.AlarmEvents;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.DatabaseException;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.AlarmEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tries to get at another tenant's data in every way there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantWallsIT {
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId GLOBEX = new TenantId("globex");

  private TestCmms cmms;
  private Api globex;
  private Database database;

  @BeforeAll
  void start() {
    cmms = TestCmms.start();
    globex = cmms.otherTenant();
    database = cmms.bean(Database.class);
    for (Api admin : List.of(cmms.as(As.ADMIN), globex)) {
      admin.post(
          "/api/assets", Map.of("tag", "engine-1", "name", "Engine", "assetClass", "turbofan"));
    }
    cmms.as(As.ADMIN)
        .post("/api/assets", Map.of("tag", "engine-2", "name", "Engine", "assetClass", "turbofan"));
    AdvisoryFeed.take(cmms, Advisories.advisory("engine-1", "wear", 1).build());
    AdvisoryFeed.take(cmms, Advisories.advisory("globex", "engine-1", "wear", 1).build());
    AlarmEvents.take(
        cmms,
        AlarmEvents.event(
            "engine-2", "zone", Instant.EPOCH, AlarmEvent.AlarmState.ACTIVE_UNACKNOWLEDGED));
  }

  @AfterAll
  void stop() {
    cmms.close();
  }

  @Test
  void anotherTenantsIdIsNotThere() {
    JsonNode ours = cmms.as(As.VIEWER).get("/api/work-orders").body().path("items").get(0);
    String path = "/api/work-orders/" + ours.path("id").asText();

    assertThat(cmms.as(As.VIEWER).get(path).status()).isEqualTo(200);
    assertThat(globex.get(path).status()).isEqualTo(404);
    assertThat(
            globex
                .post(path + "/transitions", Map.of("to", "CANCELLED"), Map.of("If-Match", "1"))
                .status())
        .isEqualTo(404);
    assertThat(globex.get("/api/assets/engine-2").status()).isEqualTo(404);
    assertThat(globex.get("/api/assets/engine-2/condition").status()).isEqualTo(404);
    assertThat(globex.get("/api/assets/engine-2/points/T50/series").status()).isEqualTo(404);
    assertThat(cmms.as(As.VIEWER).get("/api/alarms/engine-2/zone").status()).isEqualTo(200);
    assertThat(globex.get("/api/alarms/engine-2/zone").status()).isEqualTo(404);
    assertThat(globex.post("/api/alarms/engine-2/zone/acknowledge", Map.of()).status())
        .isEqualTo(404);
    assertThat(globex.post("/api/alarms/engine-2/acknowledge", Map.of()).status()).isEqualTo(409);
    assertThat(globex.get("/api/assets/engine-2/shadow").status()).isEqualTo(404);
  }

  @Test
  void readingsAndEventsAreTheTenantsOwn() {
    TestPostgres.execute(
        cmms.database(),
        """
        set search_path = series;
        insert into point (tenant_id, asset, point, derived)
          values ('acme', 'engine-1', 'T50', false), ('acme', 'engine-1', 'T50/mean15', true);
        insert into asset_series (tenant_id, asset) values ('acme', 'engine-1');
        insert into measurement (point_id, time, value)
          select point_id, '2026-06-01Z', 1 from point where asset = 'engine-1';
        insert into revision select point_id, '2026-06-01Z', 1, 2, 192, now() from point where asset = 'engine-1';
        insert into waveform (point_id, time, source, unit, rate_hz, samples, encoding, block, time_reason)
          select point_id, '2026-06-01Z', 's', 'g', 1, 1, 'f32+shuffle+deflate', '', 0 from point
          where asset = 'engine-1' and not derived;
        insert into event select asset_id, '2026-06-01Z', gen_random_uuid(), 's', 2, 'RUNNING', '' from asset_series
          where asset = 'engine-1';
        insert into state_change select asset_id, '2026-06-01Z', 'T50', 'zone', 2, 1, 1, 0, 'why', 'plan', 1
          from asset_series where asset = 'engine-1';
        """);
    for (String path :
        List.of(
            "/events",
            "/state-changes",
            "/points/T50/waveforms",
            "/points/T50/revisions",
            "/points/T50%2Fmean15/revisions?derived=true")) {
      assertThat(cmms.as(As.VIEWER).get("/api/assets/engine-1" + path).body().path("items"))
          .as(path)
          .hasSize(1);
      Api.Answer theirs = globex.get("/api/assets/engine-1" + path);
      assertThat(theirs.status()).as(path).isEqualTo(path.startsWith("/points") ? 404 : 200);
      assertThat(theirs.body().path("items")).as(path).isEmpty();
      assertThat(globex.get("/api/assets/engine-2" + path).status()).as(path).isEqualTo(404);
    }
    for (String path :
        List.of(
            "/points/T50/series",
            "/points/T50%2Fmean15/series?derived=true",
            "/points/T50/waveforms/2026-06-01T00:00:00Z",
            "/points/T50/operators/availability?above=1",
            "/points/T50/operators/integral",
            "/points/T50/operators/counter",
            "/points/T50/operators/crossings?above=1",
            "/points/T50/operators/rainflow")) {
      assertThat(globex.get("/api/assets/engine-1" + path).status()).as(path).isEqualTo(404);
    }
    String range = "?from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z";
    for (String path :
        List.of(
            "/operators/availability" + range,
            "/operators/time-in-state" + range,
            "/operators/time-in-state" + range + "&detector=zone")) {
      assertThat(
              cmms.as(As.VIEWER)
                  .get("/api/assets/engine-1" + path)
                  .body()
                  .path("knownShare")
                  .asDouble())
          .as(path)
          .isEqualTo(1);
      assertThat(globex.get("/api/assets/engine-1" + path).body().path("knownShare").asDouble())
          .as(path)
          .isZero();
    }
  }

  @Test
  void whatWaitsForACrewAndItsBudgetAreTheTenantsOwn() {
    Map<String, Object> nothing =
        Map.of("hoursPerWeek", 0, "hoursPerOrder", 4, "urgentWithinHours", 24);
    assertThat(
            cmms.as(As.PLANNER).put("/api/crew-budget", nothing, Map.of("If-Match", "0")).status())
        .isEqualTo(200);
    for (String tenant : List.of("acme", "globex")) {
      AdvisoryFeed.take(
          cmms,
          Advisories.advisory(tenant, "engine-1", "imbalance", 1)
              .setDueByMicros(4_102_444_800_000_000L)
              .build());
    }
    JsonNode item = cmms.as(As.VIEWER).get("/api/watch-list").body().at("/items/0");
    String path = "/api/watch-list/" + item.path("id").asText();

    assertThat(cmms.as(As.VIEWER).get(path).status()).isEqualTo(200);
    assertThat(globex.get("/api/watch-list").body().path("items")).isEmpty();
    assertThat(globex.get(path).status()).isEqualTo(404);
    assertThat(
            globex
                .post(path + "/release", Map.of("reason", "ours"), Map.of("If-Match", "1"))
                .status())
        .isEqualTo(404);
    assertThat(
            cmms.as(As.PLANNER)
                .post(path + "/dismiss", Map.of("reason", "ours"), Map.of("If-Match", "1"))
                .status())
        .isEqualTo(200);
    assertThat(globex.get("/api/watch-list?status=DISMISSED").body().path("items")).isEmpty();
    assertThat(globex.get("/api/crew-budget").body().path("version").asInt()).isZero();
    assertThat(globex.get("/api/crew-budgets").body().path("budgets")).isEmpty();
    assertThat(
            globex
                .get("/api/work-orders?q=engine-1")
                .body()
                .path("items")
                .findValuesAsText("failureMode"))
        .contains("imbalance");
  }

  @Test
  void eachSeesItsOwnUnderTheSameNames() {
    JsonNode theirs = globex.get("/api/work-orders").body().path("items");

    assertThat(theirs.findValuesAsText("number")).contains("WO-000001");
    assertThat(globex.get("/api/assets").body().path("items")).hasSize(1);
    assertThat(globex.get("/api/users").body()).hasSize(1);
    assertThat(globex.get("/api/summary").body().path("assets").asInt()).isEqualTo(1);
    assertThat(cmms.as(As.VIEWER).get("/api/assets").body().path("items")).hasSize(2);
  }

  @Test
  void noTenantSeesNothingAndWritesNothing() throws SQLException {
    assertThat(database.read(this::assets)).isZero();
    assertThatThrownBy(
            () ->
                database.write(
                    () ->
                        database
                            .sql(
                                "insert into asset (tag, name, asset_class) values ('x', 'x', 'x')")
                            .update()))
        .isInstanceOf(DatabaseException.class);
    try (Connection raw = TestPostgres.api(cmms.database());
        Statement statement = raw.createStatement()) {
      for (String table : tables(statement)) {
        try (ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
          rows.next();
          assertThat(rows.getLong(1)).as(table).isZero();
        }
      }
    }
  }

  @Test
  void aRowForAnotherTenantCannotBeForged() {
    assertThatThrownBy(
            () ->
                TenantContext.call(
                    GLOBEX,
                    () ->
                        database.write(
                            () ->
                                database
                                    .sql(
                                        "insert into asset (tenant_id, tag, name, asset_class) values ('acme', 'x', 'x', 'x')")
                                    .update())))
        .hasMessageContaining("row-level security");
    assertThatThrownBy(
            () ->
                TenantContext.call(
                    GLOBEX,
                    () ->
                        database.write(
                            () -> database.sql("update asset set tenant_id = 'acme'").update())))
        .hasMessageContaining("row-level security");
  }

  @Test
  void theTenantCannotChangeWhileATransactionIsOpen() {
    assertThatThrownBy(
            () ->
                TenantContext.call(
                    ACME, () -> database.read(() -> TenantContext.call(GLOBEX, this::assets))))
        .hasStackTraceContaining("the tenant changed from 'acme' to 'globex'");
    assertThat(TenantContext.call(ACME, () -> database.read(this::assets))).isEqualTo(2);
  }

  @Test
  void theApisRoleCannotSwitchTheWallsOff() throws SQLException {
    try (Connection raw = TestPostgres.api(cmms.database());
        Statement statement = raw.createStatement()) {
      assertThatThrownBy(() -> statement.execute("alter table asset disable row level security"))
          .hasMessageContaining("must be owner");
      assertThatThrownBy(() -> statement.execute("set role millwright_owner"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> statement.execute("select * from series.measurement"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> statement.execute("delete from work_order_history"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void everyTableHasItsWall() throws SQLException {
    try (Connection superuser = TestPostgres.superuser(cmms.database());
        Statement statement = superuser.createStatement();
        ResultSet open =
            statement.executeQuery(
                """
                select string_agg(relname, ', ') from pg_class
                where relnamespace = 'cmms'::regnamespace and relkind in ('r', 'p')
                  and relname <> 'flyway_schema_history' and not (relrowsecurity and relforcerowsecurity)
                """)) {
      open.next();
      assertThat(open.getString(1)).as("tables without row-level security").isNull();
    }
  }

  @Test
  void aPoolUsedByManyTenantsAtOnceNeverMixesThem() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(12);
    try {
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        int number = i;
        calls.add(() -> seesWhatItShould(number));
      }
      for (Future<Boolean> right : threads.invokeAll(calls)) {
        assertThat(right.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  private boolean seesWhatItShould(int number) {
    if (number % 4 == 0) {
      return database.read(this::assets) == 0;
    }
    TenantId tenant = number % 4 == 1 ? ACME : number % 4 == 2 ? GLOBEX : new TenantId("unknown");
    long expected = number % 4 == 1 ? 2 : number % 4 == 2 ? 1 : 0;
    try {
      return TenantContext.call(
          tenant,
          () ->
              database.write(
                  () -> {
                    long seen = assets();
                    if (number % 7 == 0) {
                      throw new IllegalArgumentException("broken off, having seen " + seen);
                    }
                    return seen == expected;
                  }));
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage()).endsWith("seen " + expected);
    }
  }

  private long assets() {
    return database.sql("select count(*) as n from asset").one(row -> row.number("n"));
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet names =
        statement.executeQuery(
            "select tablename from pg_tables where schemaname = 'cmms' and tablename <> 'flyway_schema_history'")) {
      while (names.next()) {
        tables.add(names.getString(1));
      }
    }
    assertThat(tables).contains("asset", "work_order", "app_user", "outbox", "refresh_token");
    return tables;
  }
}
