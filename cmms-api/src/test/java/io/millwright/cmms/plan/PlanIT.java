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

  @Test
  void aDocumentIsGivenBackAsItWasReleased() {
    release(As.RELIABILITY, TURBOFAN);

    Api.Answer found = cmms.as(As.VIEWER).get("/api/plans/turbofan-fd001/1");

    assertThat(found.status()).isEqualTo(200);
    assertThat(found.text()).isEqualTo(TURBOFAN);
    assertThat(found.header("Content-Type")).startsWith("application/yaml");
    assertThat(found.header("ETag")).contains(MonitoringPlan.turbofan().sha256());
    assertThat(cmms.as(As.VIEWER).get("/api/plans/turbofan-fd001/7").status()).isEqualTo(404);
    assertThat(cmms.otherTenant().get("/api/plans/turbofan-fd001/1").status()).isEqualTo(404);
    assertThat(cmms.anonymous().get("/api/plans/turbofan-fd001/1").status()).isEqualTo(401);
  }

  @Test
  void aDocumentIsValidatedWithoutBeingReleased() {
    Api.Answer good = postPlan(As.VIEWER, "/api/plans/validate", TURBOFAN);
    Api.Answer bad =
        postPlan(
            As.VIEWER,
            "/api/plans/validate",
            TURBOFAN.replace("version: 1", "version: one").replace("unit: deg,", "unit: grad,"));
    Api.Answer large =
        postPlan(As.VIEWER, "/api/plans/validate", TURBOFAN + "# " + "x".repeat(900_000));

    assertThat(good.status()).isEqualTo(200);
    assertThat(good.body().path("valid").asBoolean()).isTrue();
    assertThat(good.body().path("faults")).isEmpty();
    assertThat(bad.status()).isEqualTo(200);
    assertThat(bad.body().path("valid").asBoolean(true)).isFalse();
    assertThat(bad.body().path("faults").findValuesAsText("place"))
        .containsExactly("version", "points[2].unit");
    assertThat(bad.body().path("faults").path(0).path("line").asInt()).isEqualTo(4);
    assertThat(bad.body().path("faults").path(1).path("text").asText()).contains("UCUM");
    assertThat(large.status()).isEqualTo(413);
    assertThat(cmms.as(As.VIEWER).get("/api/plans").body()).isEmpty();
  }

  @Test
  void saysWhatIsDifferentFromThePlanInForce() {
    String newer =
        TURBOFAN
            .replace("version: 1", "version: 2")
            .replace(
                "descriptor: mean5, direction: high, alert: 1418",
                "descriptor: mean15, direction: high, alert: 1420");
    Api viewer = cmms.as(As.VIEWER);
    assertThat(viewer.post("/api/plans/diff", Map.of("after", newer)).status()).isEqualTo(409);
    release(As.RELIABILITY, TURBOFAN);

    Api.Answer fromInForce = viewer.post("/api/plans/diff", Map.of("after", newer));
    Api.Answer ofTwo = viewer.post("/api/plans/diff", Map.of("before", newer, "after", TURBOFAN));

    assertThat(fromInForce.status()).as(fromInForce.text()).isEqualTo(200);
    JsonNode change = fromInForce.body().path("changes").path(2);
    assertThat(change.path("what").asText()).isEqualTo("detector T50-high");
    assertThat(change.path("field").asText()).isEqualTo("alert");
    assertThat(change.path("before").asText()).isEqualTo("1418");
    assertThat(change.path("after").asText()).isEqualTo("1420");
    assertThat(fromInForce.body().path("consequences").path(0).asText()).contains("T50-high");
    assertThat(ofTwo.body().path("to").asText()).isEqualTo("turbofan-fd001 version 1");
    assertThat(viewer.post("/api/plans/diff", Map.of("after", "id: x")).status()).isEqualTo(400);
    assertThat(cmms.otherTenant().post("/api/plans/diff", Map.of("after", newer)).status())
        .isEqualTo(409);
  }

  @Test
  void aShadowRunsBesideThePlanInForceForEveryAssetOfItsClassNowAndLater() throws Exception {
    asset("engine-1", "turbofan");
    asset("pump-1", "pump");
    release(As.RELIABILITY, TURBOFAN);
    String newer = TURBOFAN.replace("version: 1", "version: 2");

    Api.Answer shadow = postPlan(As.RELIABILITY, "/api/plans/shadow", newer);
    asset("engine-2", "turbofan");

    assertThat(shadow.status()).as(shadow.text()).isEqualTo(201);
    assertThat(shadow.body().path("assets").asInt()).isEqualTo(1);
    List<OutboxTable.Entry> waiting = shadows();
    assertThat(waiting)
        .extracting(OutboxTable.Entry::key)
        .containsExactly("acme/engine-1", "acme/engine-2");
    MonitoringPlanRelease last = MonitoringPlanRelease.parseFrom(waiting.get(1).payload());
    assertThat(last.getDocument()).isEqualTo(newer);
    assertThat(last.getVersion()).isEqualTo(2);
    assertThat(planVersion("engine-1")).isEqualTo(1);
    assertThat(planVersion("engine-2")).isEqualTo(1);
    assertThat(cmms.as(As.VIEWER).get("/api/plans").body()).hasSize(1);
    assertThat(cmms.as(As.VIEWER).get("/api/plans/turbofan-fd001/2").text()).isEqualTo(newer);
    JsonNode listed = cmms.as(As.VIEWER).get("/api/plans/shadow").body();
    assertThat(listed).hasSize(1);
    assertThat(listed.path(0).path("assets").asInt()).isEqualTo(2);
    assertThat(listed.path(0).path("startedBy").asText()).isEqualTo("reliability@acme.example");
  }

  @Test
  void aShadowEndsWhenItIsEndedOrComesIntoForce() {
    asset("engine-1", "turbofan");
    String newer = TURBOFAN.replace("version: 1", "version: 2");
    postPlan(As.RELIABILITY, "/api/plans/shadow", newer);

    int ended = cmms.as(As.RELIABILITY).delete("/api/plans/shadow/turbofan").status();
    int again = cmms.as(As.RELIABILITY).delete("/api/plans/shadow/turbofan").status();
    postPlan(As.RELIABILITY, "/api/plans/shadow", newer);
    release(As.RELIABILITY, TURBOFAN);
    int besideAnother = cmms.as(As.VIEWER).get("/api/plans/shadow").body().size();
    release(As.RELIABILITY, newer);

    assertThat(ended).isEqualTo(204);
    assertThat(again).isEqualTo(404);
    assertThat(besideAnother).isEqualTo(1);
    assertThat(cmms.as(As.VIEWER).get("/api/plans/shadow").body()).isEmpty();
    assertThat(shadows())
        .extracting(it -> it.payload() == null)
        .containsExactly(false, true, false, true);
    assertThat(shadows()).extracting(OutboxTable.Entry::key).containsOnly("acme/engine-1");
  }

  @Test
  void theShadowOfAnotherOrganizationIsNotSeenAndNotEnded() {
    postPlan(As.RELIABILITY, "/api/plans/shadow", TURBOFAN);
    release(As.RELIABILITY, TURBOFAN.replace("version: 1", "version: 2"));

    Api other = cmms.otherTenant();

    assertThat(other.get("/api/plans/shadow").body()).isEmpty();
    assertThat(other.get("/api/plans/history").body()).isEmpty();
    assertThat(other.get("/api/plans/turbofan-fd001/1").status()).isEqualTo(404);
    assertThat(other.delete("/api/plans/shadow/turbofan").status()).isEqualTo(404);
    assertThat(other.post("/api/plans/rollback", Map.of("assetClass", "turbofan")).status())
        .isEqualTo(409);
    assertThat(cmms.as(As.VIEWER).get("/api/plans/shadow").body()).hasSize(1);
  }

  @Test
  void aRollbackBringsBackWhatWasInForceBefore() {
    asset("engine-1", "turbofan");
    Map<String, Object> turbofan = Map.of("assetClass", "turbofan");
    Api reliability = cmms.as(As.RELIABILITY);
    release(As.RELIABILITY, TURBOFAN);
    assertThat(reliability.post("/api/plans/rollback", turbofan).status()).isEqualTo(409);
    release(As.RELIABILITY, TURBOFAN.replace("version: 1", "version: 2"));
    release(As.RELIABILITY, TURBOFAN.replace("version: 1", "version: 3"));

    Api.Answer back = reliability.post("/api/plans/rollback", turbofan);
    int before = planVersion("engine-1");
    reliability.post("/api/plans/rollback", turbofan);
    int backAgain = planVersion("engine-1");
    reliability.post("/api/plans/rollback", Map.of("assetClass", "turbofan", "version", 1));

    assertThat(back.status()).as(back.text()).isEqualTo(200);
    assertThat(back.body().path("version").asInt()).isEqualTo(2);
    assertThat(before).isEqualTo(2);
    assertThat(backAgain).isEqualTo(3);
    assertThat(planVersion("engine-1")).isEqualTo(1);
    assertThat(
            reliability
                .post("/api/plans/rollback", Map.of("assetClass", "turbofan", "version", 9))
                .body()
                .path("detail")
                .asText())
        .contains("no plan of version 9");
    assertThat(OutboxTable.waiting(cmms.database(), "maintenance.plans.v1")).hasSize(6);
    JsonNode history = cmms.as(As.VIEWER).get("/api/plans/history").body();
    assertThat(history.findValuesAsText("action"))
        .containsExactly("ROLLBACK", "ROLLBACK", "ROLLBACK", "RELEASE", "RELEASE", "RELEASE");
    assertThat(history.path(0).path("version").asInt()).isEqualTo(1);
    assertThat(history.path(0).path("doneBy").asText()).isEqualTo("reliability@acme.example");
  }

  @Test
  void whoMayOnlyReadChangesNothing() {
    release(As.RELIABILITY, TURBOFAN);

    for (As who : List.of(As.VIEWER, As.TECHNICIAN, As.PLANNER)) {
      assertThat(postPlan(who, "/api/plans/shadow", TURBOFAN).status()).isEqualTo(403);
      assertThat(cmms.as(who).delete("/api/plans/shadow/turbofan").status()).isEqualTo(403);
      assertThat(
              cmms.as(who).post("/api/plans/rollback", Map.of("assetClass", "turbofan")).status())
          .isEqualTo(403);
    }
    assertThat(cmms.as(As.VIEWER).get("/api/plans/history").body()).hasSize(1);
    assertThat(shadows()).isEmpty();
  }

  @Test
  void aShadowMayNotBeAVersionThatWasReleasedWithOtherContent() {
    release(As.RELIABILITY, TURBOFAN);

    Api.Answer changed = postPlan(As.RELIABILITY, "/api/plans/shadow", TURBOFAN + "# changed\n");

    assertThat(changed.status()).isEqualTo(409);
    assertThat(changed.body().path("detail").asText()).contains("raise its version");
    assertThat(postPlan(As.RELIABILITY, "/api/plans/shadow", "id: x").status()).isEqualTo(400);
    assertThat(shadows()).isEmpty();
  }

  private List<OutboxTable.Entry> shadows() {
    return OutboxTable.waiting(cmms.database(), "maintenance.shadow-plans.v1");
  }

  private Api.Answer postPlan(As who, String path, String document) {
    return cmms.as(who).postBytes(path, document.getBytes(UTF_8), "application/yaml");
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
