package io.millwright.cmms.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.OutboxTable;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.models.plan.MonitoringPlan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanIT {
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
  void aReleaseIsInForceForEveryAssetOfItsClassNowAndLater() throws Exception {
    asset("engine-1", "turbofan");
    asset("engine-2", "turbofan");
    asset("pump-1", "pump");

    Api.Answer released = release(As.RELIABILITY, TURBOFAN);
    asset("engine-3", "turbofan");

    MonitoringPlan plan = MonitoringPlan.turbofan();
    assertThat(released.status()).as(released.text()).isEqualTo(201);
    assertThat(released.body().path("id").asText()).isEqualTo(plan.id());
    assertThat(released.body().path("version").asInt()).isEqualTo(plan.version());
    assertThat(released.body().path("assetClass").asText()).isEqualTo("turbofan");
    assertThat(released.body().path("sha256").asText()).isEqualTo(plan.sha256());
    assertThat(released.body().path("assets").asInt()).isEqualTo(2);

    List<OutboxTable.Entry> waiting = OutboxTable.waiting(cmms.database(), "maintenance.plans.v1");
    assertThat(waiting)
        .extracting(OutboxTable.Entry::key)
        .containsExactly("acme/engine-1", "acme/engine-2", "acme/engine-3");
    MonitoringPlanRelease last = MonitoringPlanRelease.parseFrom(waiting.get(2).payload());
    assertThat(last.getDocument()).isEqualTo(TURBOFAN);
    assertThat(last.getSha256()).isEqualTo(plan.sha256());
    assertThat(last.getAsset()).isEqualTo("engine-3");

    JsonNode asset = cmms.as(As.VIEWER).get("/api/assets/engine-3").body();
    assertThat(asset.path("plan").path("version").asInt()).isEqualTo(plan.version());
    assertThat(asset.path("points")).hasSize(plan.points().size());
    assertThat(asset.path("points").path(0).path("name").asText())
        .isEqualTo(plan.points().get(0).name());
    assertThat(asset.path("points").path(0).path("unit").asText())
        .isEqualTo(plan.points().get(0).unit());
    assertThat(cmms.as(As.VIEWER).get("/api/assets/pump-1").body().path("plan").isNull()).isTrue();
    JsonNode listed = cmms.as(As.VIEWER).get("/api/plans").body();
    assertThat(listed).hasSize(1);
    assertThat(listed.path(0).path("assets").asInt()).isEqualTo(3);
    assertThat(listed.path(0).path("inForce").asBoolean()).isTrue();
  }

  @Test
  void anAssetThatIsRegisteredWhileItsPlanIsReleasedGetsIt() {
    Database database = cmms.bean(Database.class);
    Assets assets = cmms.bean(Assets.class);
    Api reliability = cmms.as(As.RELIABILITY);

    CompletableFuture<Api.Answer> release =
        TenantContext.call(
            new TenantId(TestCmms.TENANT),
            () ->
                database.write(
                    () -> {
                      assets.register("engine-1", "Engine 1", "turbofan", null);
                      CompletableFuture<Api.Answer> releasing =
                          CompletableFuture.supplyAsync(
                              () ->
                                  reliability.postBytes(
                                      "/api/plans", TURBOFAN.getBytes(UTF_8), "text/yaml"));
                      await()
                          .pollInSameThread()
                          .until(() -> releasing.isDone() || someoneWaits(database));
                      return releasing;
                    }));

    assertThat(release.join().status()).isEqualTo(201);
    assertThat(planVersion("engine-1")).isEqualTo(MonitoringPlan.turbofan().version());
  }

  private static boolean someoneWaits(Database database) {
    return database
        .sql(
            """
            select count(*) > 0 as waits from pg_locks l join pg_database d on d.oid = l.database
            where d.datname = current_database() and l.locktype = 'advisory' and not l.granted
            """)
        .one(row -> row.flag("waits"));
  }

  @Test
  void anOlderVersionComesBackByReleasingItAgain() {
    asset("engine-1", "turbofan");
    int version = MonitoringPlan.turbofan().version();
    String newer = TURBOFAN.replaceFirst("(?m)^version: *\\d+", "version: " + (version + 1));
    assertThat(newer).isNotEqualTo(TURBOFAN);
    release(As.RELIABILITY, TURBOFAN);
    release(As.RELIABILITY, newer);
    assertThat(planVersion("engine-1")).isEqualTo(version + 1);

    assertThat(release(As.RELIABILITY, TURBOFAN).status()).isEqualTo(201);

    assertThat(planVersion("engine-1")).isEqualTo(version);
    assertThat(OutboxTable.waiting(cmms.database(), "maintenance.plans.v1")).hasSize(3);
  }

  @Test
  void refusesWhatIsNoPlanOrChangesAReleasedVersion() {
    release(As.RELIABILITY, TURBOFAN);

    Api.Answer changed = release(As.ADMIN, TURBOFAN + "\n# changed\n");
    Api.Answer nonsense = release(As.ADMIN, "id: x\nversion: none\n");

    assertThat(changed.status()).isEqualTo(409);
    assertThat(changed.body().path("detail").asText()).contains("raise its version");
    assertThat(nonsense.status()).isEqualTo(400);
    assertThat(nonsense.body().path("detail").asText()).contains("version");
    assertThat(release(As.PLANNER, TURBOFAN).status()).isEqualTo(403);
  }

  @Test
  void refusesAPlanThatNoRecordCouldCarry() {
    asset("engine-1", "turbofan");

    Api.Answer answer = release(As.RELIABILITY, TURBOFAN + "\n# " + "x".repeat(900_000) + "\n");

    assertThat(answer.status()).as(answer.text()).isEqualTo(413);
    assertThat(answer.body().path("detail").asText()).contains("at most 900000");
    assertThat(OutboxTable.waiting(cmms.database(), "maintenance.plans.v1")).isEmpty();
  }

  private int planVersion(String asset) {
    return cmms.as(As.VIEWER)
        .get("/api/assets/" + asset)
        .body()
        .path("plan")
        .path("version")
        .asInt();
  }

  private Api.Answer release(As who, String document) {
    return cmms.as(who).postBytes("/api/plans", document.getBytes(UTF_8), "text/yaml");
  }

  private void asset(String tag, String assetClass) {
    assertThat(
            cmms.as(As.ADMIN)
                .post("/api/assets", Map.of("tag", tag, "name", tag, "assetClass", assetClass))
                .status())
        .isEqualTo(201);
  }
}
