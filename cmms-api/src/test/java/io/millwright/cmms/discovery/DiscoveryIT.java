package io.millwright.cmms.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.OutboxTable;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.contracts.wire.Discovery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiscoveryIT {
  private static final long SEEN = TimeUnit.SECONDS.toMicros(1_760_000_000);

  private TestCmms cmms;
  private Api admin;
  private DiscoveryIntake intake;

  @BeforeEach
  void start() {
    cmms = TestCmms.start();
    admin = cmms.as(As.ADMIN);
    intake = cmms.bean(DiscoveryIntake.class);
  }

  @AfterEach
  void stop() {
    cmms.close();
  }

  @Test
  void aDiscoveryIsListedOncePerPointHoweverOftenItComes() {
    Discovery discovery = unknownPoints("press-7", "force", "temp").build();
    for (int i = 0; i < 5; i++) {
      assertThat(intake.take(discovery)).isEqualTo(DiscoveryIntake.Outcome.LISTED);
    }
    intake.take(
        unknownPoints("press-7", "force").setValues(0, 9).setSeenAtMicros(SEEN + 1).build());
    intake.take(
        unknownPoints("press-7", "force").setValues(0, 1).setSeenAtMicros(SEEN - 1).build());

    JsonNode items = list(As.VIEWER, "");
    assertThat(items).hasSize(2);
    assertThat(items.path(0).path("point").asText()).isEqualTo("force");
    assertThat(items.path(0).path("value").asDouble()).as("the newest").isEqualTo(9);
    assertThat(items.path(0).path("unit").asText()).isEqualTo("Cel");
    assertThat(items.path(0).path("device").asText()).isEqualTo("press-7");
    assertThat(list(As.VIEWER, "?q=tem")).hasSize(1);
    assertThat(list(As.VIEWER, "?reason=NOT_GRANTED")).isEmpty();
    JsonNode page = cmms.as(As.VIEWER).get("/api/discoveries?limit=1").body();
    assertThat(
            list(As.VIEWER, "?limit=1&cursor=" + page.path("next").asText())
                .path(0)
                .path("point")
                .asText())
        .isEqualTo("temp");
  }

  @Test
  void oneCallRegistersDeviceAssetPointAndGrantAndTellsGateways() throws Exception {
    intake.take(unknownPoints("press-7", "force").build());
    String id = list(As.ADMIN, "").path(0).path("id").asText();

    Api.Answer mapped =
        admin.post(
            "/api/discoveries/" + id + "/map",
            Map.of("assetName", "Press 7", "assetClass", "press", "unit", "kN"));

    assertThat(mapped.status()).as(mapped.text()).isEqualTo(200);
    JsonNode asset = admin.get("/api/assets/press-7").body();
    assertThat(asset.path("name").asText()).isEqualTo("Press 7");
    assertThat(asset.path("assetClass").asText()).isEqualTo("press");
    assertThat(asset.path("points").path(0).path("unit").asText()).isEqualTo("kN");
    AssetRegistration told = assets("acme/press-7").get(1);
    assertThat(told.getPoints(0).getName()).isEqualTo("force");
    assertThat(told.getPoints(0).getUnit()).isEqualTo("kN");
    List<DeviceRegistration> devices = devices("acme/press-7");
    assertThat(devices.get(devices.size() - 1).getGrants(0).getPointsList())
        .containsExactly("force");
    assertThat(devices.get(devices.size() - 1).getCredentialsList()).isEmpty();
    assertThat(list(As.ADMIN, "")).isEmpty();
    intake.take(unknownPoints("press-7", "force").setSeenAtMicros(SEEN + 1).build());
    assertThat(list(As.ADMIN, "")).as("what came late is registered already").isEmpty();
    assertThat(admin.post("/api/discoveries/" + id + "/map", Map.of()).status()).isEqualTo(404);
  }

  @Test
  void oneCallRegistersAllThatASourceSentForAnAsset() throws Exception {
    intake.take(unknownPoints("press-7", "force", "temp", "speed").build());
    intake.take(unknownPoints("press-8", "force").build());

    Api.Answer mapped =
        admin.post(
            "/api/discoveries/map", Map.of("source", "mqtt:acme/press-7", "asset", "press-7"));

    assertThat(mapped.body().path("points")).hasSize(3);
    List<AssetRegistration> told = assets("acme/press-7");
    assertThat(told.get(told.size() - 1).getPointsCount()).isEqualTo(3);
    assertThat(list(As.ADMIN, "")).hasSize(1);
    assertThat(
            admin
                .post("/api/discoveries/map", Map.of("source", "mqtt:nobody", "asset", "press-7"))
                .status())
        .isEqualTo(404);
  }

  @Test
  void whatADeviceMayNotWriteIsGrantedBesideWhatItMay() throws Exception {
    admin.post(
        "/api/devices",
        Map.of(
            "tag",
            "press-7",
            "name",
            "Press",
            "grants",
            List.of(Map.of("asset", "*", "points", List.of("temp")))));
    admin.post("/api/assets", Map.of("tag", "press-7", "name", "P", "assetClass", "press"));
    admin.put("/api/assets/press-7/points/force", Map.of(), Map.of());
    intake.take(unknownPoints("press-7", "force").setReason(Discovery.Reason.NOT_GRANTED).build());
    String id = list(As.ADMIN, "").path(0).path("id").asText();

    assertThat(admin.post("/api/discoveries/" + id + "/map", Map.of()).status()).isEqualTo(200);

    List<DeviceRegistration> devices = devices("acme/press-7");
    DeviceRegistration last = devices.get(devices.size() - 1);
    assertThat(last.getGrantsList())
        .anySatisfy(
            grant -> {
              assertThat(grant.getAsset()).isEqualTo("press-7");
              assertThat(grant.getPointsList()).containsExactly("force", "temp");
            });
    assertThat(list(As.ADMIN, "")).isEmpty();
  }

  @Test
  void whatIsDismissedStaysAwayUntilSomeoneBringsItBack() {
    intake.take(unknownPoints("press-7", "force").build());
    String path = "/api/discoveries/" + list(As.ADMIN, "").path(0).path("id").asText();

    assertThat(admin.post(path + "/dismiss", Map.of()).status()).isEqualTo(204);
    intake.take(unknownPoints("press-7", "force").setSeenAtMicros(SEEN + 1).build());
    assertThat(list(As.ADMIN, "")).isEmpty();
    assertThat(list(As.ADMIN, "?dismissed=true")).hasSize(1);
    admin.post(path + "/restore", Map.of());
    assertThat(list(As.ADMIN, "")).hasSize(1);
  }

  @Test
  void aClaimIsSeenByWhoManagesDevicesOfTheClaimedTenantOnly() {
    Api globex = cmms.otherTenant();
    intake.take(claim("globex", "spy"));
    intake.take(claim("acme", "press-9"));
    assertThat(intake.take(claim("nobody", "x"))).isEqualTo(DiscoveryIntake.Outcome.UNKNOWN_TENANT);

    assertThat(list(As.ADMIN, "").findValuesAsText("device")).containsExactly("press-9");
    assertThat(list(As.RELIABILITY, "")).hasSize(1);
    assertThat(list(As.VIEWER, "")).isEmpty();
    assertThat(list(As.PLANNER, "?reason=UNKNOWN_DEVICE")).isEmpty();
    JsonNode theirs = globex.get("/api/discoveries").body().path("items");
    assertThat(theirs.findValuesAsText("device")).containsExactly("spy");
    String ours = list(As.ADMIN, "").path(0).path("id").asText();
    for (String step : List.of("map", "dismiss", "restore")) {
      String path = "/api/discoveries/" + ours + "/" + step;
      assertThat(globex.post(path, Map.of()).status()).as(step).isEqualTo(404);
      assertThat(cmms.as(As.PLANNER).post(path, Map.of()).status()).as(step).isEqualTo(403);
    }
    assertThat(admin.post("/api/discoveries/" + ours + "/map", Map.of()).status()).isEqualTo(200);
    assertThat(admin.get("/api/devices/press-9").status()).isEqualTo(200);
    assertThat(globex.get("/api/devices/press-9").status()).isEqualTo(404);
  }

  @Test
  void aDeviceThatMayRegistersWhatItSendsAndOnlyThat() throws Exception {
    admin.post("/api/devices", Map.of("tag", "press-7", "name", "Press", "autoProvision", true));
    admin.post("/api/assets", Map.of("tag", "theirs", "name", "x", "assetClass", "x"));

    assertThat(
            intake.take(
                unknownPoints("mine", "force")
                    .setSource("mqtt:acme/press-7")
                    .setReason(Discovery.Reason.UNKNOWN_ASSET)
                    .build()))
        .isEqualTo(DiscoveryIntake.Outcome.PROVISIONED);
    assertThat(intake.take(unknownPoints("theirs", "t").setSource("mqtt:acme/press-7").build()))
        .as("an asset that it may not write")
        .isEqualTo(DiscoveryIntake.Outcome.LISTED);
    assertThat(intake.take(unknownPoints("other", "t").setSource("mqtt:acme/no-device").build()))
        .isEqualTo(DiscoveryIntake.Outcome.LISTED);

    JsonNode asset = admin.get("/api/assets/mine").body();
    assertThat(asset.path("autoProvisioned").asBoolean()).isTrue();
    assertThat(asset.path("points").path(0).path("origin").asText()).isEqualTo("AUTO");
    assertThat(asset.path("points").path(0).path("unit").asText()).isEqualTo("Cel");
    List<DeviceRegistration> devices = devices("acme/press-7");
    assertThat(devices.get(devices.size() - 1).getGrants(0).getAsset()).isEqualTo("mine");
    int told = assets("acme/mine").size();
    intake.take(unknownPoints("mine", "force").setSource("mqtt:acme/press-7").build());
    assertThat(assets("acme/mine")).as("told no second time").hasSize(told);

    admin.post("/api/devices/press-7/suspend", Map.of());
    assertThat(intake.take(unknownPoints("mine", "late").setSource("mqtt:acme/press-7").build()))
        .isEqualTo(DiscoveryIntake.Outcome.LISTED);
  }

  @Test
  void anOpenGatewaysAssetsAreRegisteredWhereTheOwnerSaysSo() {
    try (TestCmms open =
        TestCmms.start(
            TestPostgres.newDatabase(),
            Map.of("millwright.kafka.enabled", "false", "millwright.auto-provision", "true"))) {
      DiscoveryIntake there = open.bean(DiscoveryIntake.class);

      assertThat(
              there.take(
                  unknownPoints("pump-1", "temp")
                      .setSource("mqtt:client-7")
                      .setReason(Discovery.Reason.UNKNOWN_ASSET)
                      .build()))
          .isEqualTo(DiscoveryIntake.Outcome.PROVISIONED);
      assertThat(there.take(claim("acme", "stranger"))).isEqualTo(DiscoveryIntake.Outcome.LISTED);

      assertThat(open.as(As.VIEWER).get("/api/assets/pump-1").status()).isEqualTo(200);
      assertThat(open.as(As.ADMIN).get("/api/devices/stranger").status()).isEqualTo(404);
    }
  }

  @Test
  void theOldestMakeRoomAndAFloodOfClaimsPushesNothingOut() {
    intake.take(unknownPoints("press-7", "force").build());
    TestPostgres.execute(
        cmms.database(),
        """
        insert into cmms.discovery (tenant_id, id, source, reason, asset, point, address, first_seen_at, last_seen_at)
        select 'acme', gen_random_uuid(), 'mqtt:acme/d' || n, 'UNKNOWN_DEVICE', '', '', '', now(), now() - n * interval '1 s'
        from generate_series(1, 1500) n
        """);

    intake.take(claim("acme", "newest"));

    assertThat(count("reason = 'UNKNOWN_DEVICE'")).isEqualTo(1000);
    assertThat(count("source = 'mqtt:acme/newest'")).isEqualTo(1);
    assertThat(count("asset = 'press-7'")).isEqualTo(1);
    TestPostgres.execute(
        cmms.database(),
        """
        insert into cmms.discovery (tenant_id, id, source, reason, asset, point, address, first_seen_at, last_seen_at)
        select 'acme', gen_random_uuid(), 's', 'UNKNOWN_ASSET', 'a' || n, 'p', '', now(), now() - n * interval '1 ms'
        from generate_series(1, 10500) n
        """);
    intake.take(
        unknownPoints("press-8", "force")
            .setSeenAtMicros(TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()))
            .build());
    assertThat(count("reason <> 'UNKNOWN_DEVICE'")).isEqualTo(10_000);
    assertThat(count("asset = 'press-7'")).as("the oldest").isZero();
    assertThat(count("asset = 'press-8'")).isEqualTo(1);
  }

  private static Discovery.Builder unknownPoints(String asset, String... points) {
    Discovery.Builder discovery =
        Discovery.newBuilder()
            .setSource("mqtt:acme/press-7")
            .setReason(Discovery.Reason.UNKNOWN_POINT)
            .setTenant("acme")
            .setAsset(asset)
            .setAddress("millwright/v1/acme/" + asset + "/measurements")
            .setSeenAtMicros(SEEN);
    for (String point : points) {
      discovery.addPoints(point).addUnits("Cel").addValues(4.5);
    }
    return discovery;
  }

  private static Discovery claim(String tenant, String device) {
    return Discovery.newBuilder()
        .setSource("mqtt:" + tenant + "/" + device)
        .setReason(Discovery.Reason.UNKNOWN_DEVICE)
        .setTenant(tenant)
        .setSeenAtMicros(TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()))
        .build();
  }

  private JsonNode list(As who, String query) {
    Api.Answer answer = cmms.as(who).get("/api/discoveries" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body().path("items");
  }

  private long count(String where) {
    try (var connection = TestPostgres.superuser(cmms.database());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from cmms.discovery where " + where)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<DeviceRegistration> devices(String key) throws Exception {
    List<DeviceRegistration> told = new ArrayList<>();
    for (OutboxTable.Entry entry : told("registry.devices.v1", key)) {
      told.add(DeviceRegistration.parseFrom(Objects.requireNonNull(entry.payload())));
    }
    return told;
  }

  private List<AssetRegistration> assets(String key) throws Exception {
    List<AssetRegistration> told = new ArrayList<>();
    for (OutboxTable.Entry entry : told("registry.assets.v1", key)) {
      told.add(AssetRegistration.parseFrom(Objects.requireNonNull(entry.payload())));
    }
    return told;
  }

  private List<OutboxTable.Entry> told(String topic, String key) {
    return OutboxTable.waiting(cmms.database(), topic).stream()
        .filter(entry -> entry.key().equals(key))
        .toList();
  }
}
