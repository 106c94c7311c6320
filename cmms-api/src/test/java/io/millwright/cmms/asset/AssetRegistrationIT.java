package io.millwright.cmms.asset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.OutboxTable;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.PointRegistration;
import io.millwright.models.plan.MonitoringPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssetRegistrationIT {
  private static final String TURBOFAN = MonitoringPlan.turbofan().document();

  private TestCmms cmms;

  @BeforeEach
  void start() {
    cmms = TestCmms.start();
  }

  @AfterEach
  void stop() {
    cmms.close();
  }

  @Test
  void gatewaysLearnOfAnAssetAndOfEachChangeOfItsPointsInOrder() throws Exception {
    asset("pump-1", "pump");
    assertThat(
            put(
                    "pump-1",
                    "temp",
                    Map.of("unit", "Cel", "low", -40, "high", 150, "sourceUnit", "[degF]"))
                .status())
        .isEqualTo(200);
    Api.Answer answer = put("pump-1", "temp", Map.of("unit", "K", "lowPriority", true));
    assertThat(answer.body().path("points").path(0).path("origin").asText()).isEqualTo("PERSON");
    assertThat(cmms.as(As.PLANNER).delete("/api/assets/pump-1/points/temp").status())
        .isEqualTo(200);

    List<AssetRegistration> told = told("acme/pump-1");
    assertThat(told).hasSize(4);
    assertThat(told.get(0).getPointsList()).isEmpty();
    PointRegistration first = told.get(1).getPoints(0);
    assertThat(first.getUnit()).isEqualTo("Cel");
    assertThat(first.getSourceUnit()).isEqualTo("[degF]");
    assertThat(first.getPhysicalLow()).isEqualTo(-40);
    assertThat(first.getPhysicalHigh()).isEqualTo(150);
    PointRegistration second = told.get(2).getPoints(0);
    assertThat(second.getUnit()).isEqualTo("K");
    assertThat(second.hasPhysicalLow()).isFalse();
    assertThat(second.getLowPriority()).isTrue();
    assertThat(told.get(3).getPointsList()).isEmpty();
  }

  @Test
  void aPlansPointsAreToldWithTheSitesOwnAndSurviveTheNextPlan() throws Exception {
    release(TURBOFAN);
    asset("engine-1", "turbofan");
    MonitoringPlan plan = MonitoringPlan.turbofan();
    String planned = plan.points().get(0).name();
    String unit = plan.points().get(0).unit();
    assertThat(told("acme/engine-1")).as("told once, with its plan").hasSize(1);
    assertThat(told("acme/engine-1").get(0).getPointsCount()).isEqualTo(plan.points().size());

    JsonNode known = point("engine-1", planned);
    Map<String, Object> site = new HashMap<>();
    for (String field : List.of("unit", "description", "low", "high")) {
      site.put(field, known.path(field));
    }
    site.put("sourceUnit", "mK");
    site.put("lowPriority", true);
    assertThat(put("engine-1", planned, site).status()).isEqualTo(200);
    assertThat(put("engine-1", "oil", Map.of("unit", "bar")).status()).isEqualTo(200);
    int version = plan.version();
    release(TURBOFAN.replaceFirst("(?m)^version: *\\d+", "version: " + (version + 1)));

    assertThat(point("engine-1", planned).path("sourceUnit").asText()).isEqualTo("mK");
    assertThat(point("engine-1", planned).path("unit").asText()).isEqualTo(unit);
    assertThat(point("engine-1", "oil").path("planned").asBoolean()).isFalse();
    List<AssetRegistration> told = told("acme/engine-1");
    assertThat(told.get(told.size() - 1).getPointsCount()).isEqualTo(plan.points().size() + 1);
    Api.Answer against = put("engine-1", planned, Map.of("unit", "bar"));
    assertThat(against.status()).isEqualTo(409);
    assertThat(against.body().path("detail").asText()).contains("monitoring plan");
    assertThat(cmms.as(As.ADMIN).delete("/api/assets/engine-1/points/" + planned).status())
        .isEqualTo(409);
  }

  @Test
  void refusesAPointThatCannotBe() {
    asset("pump-1", "pump");

    assertThat(put("pump-1", "a b", Map.of()).status()).isEqualTo(400);
    assertThat(put("pump-1", "t", Map.of("unit", "deg C")).status()).isEqualTo(400);
    Api.Answer range = put("pump-1", "t", Map.of("low", 5, "high", 5));
    assertThat(range.status()).isEqualTo(400);
    assertThat(range.body().path("detail").asText()).contains("less than high");
    assertThat(put("nothing", "t", Map.of()).status()).isEqualTo(404);
    assertThat(cmms.as(As.VIEWER).put("/api/assets/pump-1/points/t", Map.of(), Map.of()).status())
        .isEqualTo(403);
    assertThat(cmms.otherTenant().put("/api/assets/pump-1/points/t", Map.of(), Map.of()).status())
        .isEqualTo(404);
    assertThat(told("acme/pump-1")).hasSize(1);
  }

  @Test
  void assetsOfBeforeGatewaysAskedAreToldOfOnceAtTheStart() {
    asset("old-1", "pump");
    asset("old-2", "pump");
    String database = cmms.database();
    // as the migration leaves them
    TestPostgres.execute(
        database, "delete from cmms.outbox; update cmms.asset set announced = false");
    cmms.close();

    cmms = TestCmms.start(database, Map.of("millwright.kafka.enabled", "false"));
    assertThat(told("acme/old-1")).hasSize(1);
    assertThat(told("acme/old-2")).hasSize(1);
    cmms.close();
    cmms = TestCmms.start(database, Map.of("millwright.kafka.enabled", "false"));
    assertThat(told("acme/old-1")).hasSize(1);
  }

  @Test
  void everythingIsToldAgainOnDemand() {
    asset("pump-1", "pump");
    cmms.as(As.ADMIN).post("/api/devices", Map.of("tag", "press-7", "name", "Press"));
    String database = cmms.database();
    TestPostgres.execute(database, "delete from cmms.outbox");
    cmms.close();

    cmms =
        TestCmms.start(
            database,
            Map.of("millwright.kafka.enabled", "false", "millwright.cmms.announce-all", "true"));

    assertThat(told("acme/pump-1")).hasSize(1);
    assertThat(OutboxTable.waiting(database, "registry.devices.v1"))
        .extracting(OutboxTable.Entry::key)
        .containsExactly("acme/press-7");
  }

  private JsonNode point(String asset, String name) {
    for (JsonNode point : cmms.as(As.VIEWER).get("/api/assets/" + asset).body().path("points")) {
      if (point.path("name").asText().equals(name)) {
        return point;
      }
    }
    throw new AssertionError(asset + " has no point " + name);
  }

  private Api.Answer put(String asset, String point, Map<String, ?> body) {
    return cmms.as(As.PLANNER)
        .put("/api/assets/" + asset + "/points/" + point.replace(" ", "%20"), body, Map.of());
  }

  private void release(String plan) {
    assertThat(
            cmms.as(As.RELIABILITY)
                .postBytes("/api/plans", plan.getBytes(UTF_8), "text/yaml")
                .status())
        .isEqualTo(201);
  }

  private void asset(String tag, String assetClass) {
    assertThat(
            cmms.as(As.ADMIN)
                .post("/api/assets", Map.of("tag", tag, "name", tag, "assetClass", assetClass))
                .status())
        .isEqualTo(201);
  }

  private List<AssetRegistration> told(String key) {
    return OutboxTable.waiting(cmms.database(), "registry.assets.v1").stream()
        .filter(entry -> entry.key().equals(key))
        .map(AssetRegistrationIT::parsed)
        .toList();
  }

  private static AssetRegistration parsed(OutboxTable.Entry entry) {
    try {
      return AssetRegistration.parseFrom(Objects.requireNonNull(entry.payload()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
