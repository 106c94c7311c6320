package io.millwright.cmms.workorder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.advisory.Advisories;
import io.millwright.cmms.advisory.AdvisoryFeed;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkOrderIT {
  private static final String MODE = "hpc-degradation";
  private static final Map<String, Object> CONFIRMED =
      Map.of("finding", "CONFIRMED", "componentReplaced", true, "note", "blades eroded");

  private TestCmms cmms;

  @BeforeAll
  void start() {
    cmms = TestCmms.start();
  }

  @AfterAll
  void stop() {
    cmms.close();
  }

  @Test
  void aPredictedOrderExplainsItself() {
    String id = raised("explained");

    Api.Answer answer = cmms.as(As.VIEWER).get("/api/work-orders/" + id);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ETag")).isEqualTo("\"1\"");
    JsonNode order = answer.body();
    assertThat(names(order))
        .containsExactlyInAnyOrder(
            "id",
            "number",
            "assetTag",
            "assetName",
            "title",
            "failureMode",
            "status",
            "priority",
            "trigger",
            "raisedAt",
            "createdAt",
            "dueBy",
            "assignee",
            "healthIndex",
            "failureProbability",
            "remainingLifeHours",
            "version",
            "description",
            "reason",
            "checklist",
            "recommendedAction",
            "history",
            "transitions",
            "asFound",
            "evidenceUpdates",
            "similar");
    assertThat(order.path("number").asText()).matches("WO-\\d{6}");
    assertThat(order.path("trigger").asText()).isEqualTo("PREDICTION");
    assertThat(order.path("raisedAt").asText()).isEqualTo("2026-03-01T07:00:00Z");
    assertThat(order.path("failureProbability").asDouble()).isEqualTo(0.82);
    assertThat(order.path("assignee").isNull()).isTrue();
    assertThat(order.path("checklist")).hasSize(2);
    assertThat(order.path("history").path(0).path("to").asText()).isEqualTo("NEW");
    assertThat(order.path("history").path(0).path("from").isNull()).isTrue();
    assertThat(order.path("transitions")).isEmpty();

    JsonNode reason = order.path("reason");
    assertThat(names(reason))
        .containsExactlyInAnyOrder(
            "advisoryId",
            "rule",
            "planId",
            "planVersion",
            "models",
            "explanation",
            "episodeStart",
            "raisedAt",
            "evidence",
            "contributions",
            "prognosis",
            "trendPoints",
            "trendFrom");
    assertThat(reason.path("models").path(0).path("version").asInt()).isEqualTo(4);
    assertThat(reason.path("evidence").path(0).path("value").asDouble()).isEqualTo(0.82);
    assertThat(reason.path("evidence").path(0).path("at").asText())
        .isEqualTo("2026-03-01T07:00:00Z");
    assertThat(reason.path("evidence").path(1).path("limit").isNull()).isTrue();
    assertThat(reason.path("contributions").path(0).path("descriptor").asText())
        .isEqualTo("T50/mean15");
    assertThat(reason.path("prognosis").path("remainingLifeHighHours").asDouble()).isEqualTo(33.25);
    assertThat(reason.path("trendPoints").path(0).asText()).isEqualTo("T50");
    assertThat(reason.path("episodeStart").asText()).isEqualTo("2026-03-01T05:00:00Z");
  }

  @Test
  void goesThroughItsWholeLife() {
    String id = raised("whole-life");
    step(id, As.PLANNER, 1, Map.of("to", "ASSIGNED", "assignee", TestCmms.username(As.TECHNICIAN)));
    step(id, As.TECHNICIAN, 2, Map.of("to", "IN_PROGRESS"));
    step(id, As.TECHNICIAN, 3, Map.of("to", "COMPLETED", "note", "done", "asFound", CONFIRMED));
    step(id, As.RELIABILITY, 4, Map.of("to", "IN_PROGRESS", "note", "torque was not recorded"));
    step(id, As.TECHNICIAN, 5, Map.of("to", "COMPLETED", "asFound", CONFIRMED));
    step(id, As.RELIABILITY, 6, Map.of("to", "VERIFIED"));
    JsonNode closed = step(id, As.PLANNER, 7, Map.of("to", "CLOSED"));

    assertThat(closed.path("status").asText()).isEqualTo("CLOSED");
    assertThat(closed.path("version").asInt()).isEqualTo(8);
    assertThat(closed.path("transitions")).isEmpty();
    assertThat(closed.path("asFound").path("finding").asText()).isEqualTo("CONFIRMED");
    assertThat(closed.path("history")).hasSize(8);
    assertThat(closed.path("history").path(4).path("note").asText())
        .isEqualTo("torque was not recorded");
    assertThat(closed.path("history").path(4).path("by").asText())
        .isEqualTo("reliability@acme.example");
    assertThat(cmms.as(As.VIEWER).get("/api/work-orders?asset=whole-life").body().path("items"))
        .isEmpty();

    // and the next order for that failure mode on another engine of the class knows of it
    JsonNode next = cmms.as(As.VIEWER).get("/api/work-orders/" + raised("whole-life-2")).body();
    assertThat(next.path("similar").path(0).path("id").asText()).isEqualTo(id);
    assertThat(next.path("similar").path(0).path("componentReplaced").asBoolean()).isTrue();
  }

  @Test
  void needsTheVersionThatTheCallerSaw() {
    String path = "/api/work-orders/" + raised("versions") + "/transitions";
    Map<String, Object> cancel = Map.of("to", "CANCELLED");

    assertThat(cmms.as(As.PLANNER).post(path, cancel).status()).isEqualTo(428);
    assertThat(cmms.as(As.PLANNER).post(path, cancel, Map.of("If-Match", "\"7\"")).status())
        .isEqualTo(412);
    assertThat(cmms.as(As.PLANNER).post(path, cancel, Map.of("If-Match", "newest")).status())
        .isEqualTo(400);
    Api.Answer good = cmms.as(As.PLANNER).post(path, cancel, Map.of("If-Match", "\"1\""));
    assertThat(good.status()).isEqualTo(200);
    assertThat(good.header("ETag")).isEqualTo("\"2\"");
  }

  @Test
  void oneOfSeveralStepsAtOnceIsTakenAndTheOthersRefused() throws Exception {
    String path = "/api/work-orders/" + raised("race") + "/transitions";
    Map<String, Object> assign =
        Map.of("to", "ASSIGNED", "assignee", TestCmms.username(As.TECHNICIAN));
    cmms.as(As.PLANNER);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Integer> statuses = new ArrayList<>();
    try {
      CyclicBarrier together = new CyclicBarrier(4);
      Callable<Integer> attempt =
          () -> {
            together.await();
            return cmms.as(As.PLANNER).post(path, assign, Map.of("If-Match", "1")).status();
          };
      for (Future<Integer> done : pool.invokeAll(List.of(attempt, attempt, attempt, attempt))) {
        statuses.add(done.get());
      }
    } finally {
      pool.shutdown();
    }

    assertThat(statuses).containsExactlyInAnyOrder(200, 412, 412, 412);
  }

  @Test
  void refusesStepsThatTheStateTheRoleOrTheRequestForbids() {
    String id = raised("refused");

    assertProblem(attempt(id, As.ADMIN, 1, Map.of("to", "CLOSED")), 409, "cannot become CLOSED");
    assertProblem(attempt(id, As.VIEWER, 1, Map.of("to", "ASSIGNED")), 403, "[VIEWER]");
    assertProblem(attempt(id, As.TECHNICIAN, 1, Map.of("to", "CANCELLED")), 403, "CANCELLED");
    assertProblem(attempt(id, As.PLANNER, 1, Map.of("to", "ASSIGNED")), 400, "assignee is missing");
    assertProblem(
        attempt(id, As.PLANNER, 1, Map.of("to", "ASSIGNED", "assignee", "ghost@acme.example")),
        400,
        "is not a user");
    assertProblem(
        attempt(
            id,
            As.TECHNICIAN,
            1,
            Map.of("to", "ASSIGNED", "assignee", TestCmms.username(As.ADMIN))),
        403,
        "take work yourself");
    assertProblem(attempt(id, As.ADMIN, 1, Map.of("to", "NOWHERE")), 400, "NOWHERE");
    step(
        id,
        As.TECHNICIAN,
        1,
        Map.of("to", "ASSIGNED", "assignee", TestCmms.username(As.TECHNICIAN)));
    step(id, As.TECHNICIAN, 2, Map.of("to", "IN_PROGRESS"));
    assertProblem(
        attempt(id, As.TECHNICIAN, 3, Map.of("to", "COMPLETED")), 400, "asFound is missing");
    assertProblem(
        attempt(
            id,
            As.TECHNICIAN,
            3,
            Map.of("to", "COMPLETED", "asFound", Map.of("finding", "CONFIRMED"))),
        400,
        "componentReplaced");
    assertThat(cmms.as(As.VIEWER).get("/api/work-orders/" + id).body().path("version").asInt())
        .isEqualTo(3);
  }

  @Test
  void aPersonOpensAnOrder() {
    asset("by-hand");
    Api planner = cmms.as(As.PLANNER);
    Map<String, Object> request = new HashMap<>();
    request.put("assetTag", "by-hand");
    request.put("title", "Oil leak");
    request.put("description", "Below the gearbox");
    request.put("priority", 2);
    request.put("failureMode", "ELU");
    request.put("dueBy", "2026-12-01T00:00:00Z");

    Api.Answer created = planner.post("/api/work-orders", request);

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Location"))
        .isEqualTo("/api/work-orders/" + created.body().path("id").asText());
    assertThat(created.body().path("trigger").asText()).isEqualTo("MANUAL");
    assertThat(created.body().path("reason").isNull()).isTrue();
    assertThat(created.body().path("transitions").toString()).contains("ASSIGNED", "CANCELLED");
    assertProblem(planner.post("/api/work-orders", request), 409, "is open for ELU on by-hand");
    request.put("assetTag", "unknown");
    assertProblem(planner.post("/api/work-orders", request), 400, "there is no asset 'unknown'");
    request.put("priority", 6);
    request.put("title", "");
    Api.Answer invalid = planner.post("/api/work-orders", request);
    assertThat(invalid.status()).isEqualTo(400);
    assertThat(invalid.body().path("errors")).hasSize(2);
    assertThat(invalid.body().path("errors").toString()).contains("\"priority\"", "\"title\"");
    assertThat(cmms.as(As.VIEWER).post("/api/work-orders", request).status()).isEqualTo(403);
  }

  @Test
  void listsByStatusAssetTextAndAssigneePageByPage() {
    for (int i = 0; i < 5; i++) {
      raised("paged-" + i);
    }
    Api viewer = cmms.as(As.VIEWER);

    List<String> seen = new ArrayList<>();
    JsonNode page = viewer.get("/api/work-orders?q=paged-&limit=2").body();
    assertThat(page.path("total").asInt()).isEqualTo(5);
    page.path("items").forEach(item -> seen.add(item.path("id").asText()));
    while (!page.path("next").isNull()) {
      page =
          viewer
              .get("/api/work-orders?q=paged-&limit=2&cursor=" + page.path("next").asText())
              .body();
      page.path("items").forEach(item -> seen.add(item.path("id").asText()));
    }

    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
    assertThat(viewer.get("/api/work-orders?q=paged_").body().path("items")).isEmpty();
    assertThat(viewer.get("/api/work-orders?status=closed&q=paged").body().path("items")).isEmpty();
    JsonNode first = viewer.get("/api/work-orders?q=PAGED-0").body().path("items").path(0);
    assertThat(
            viewer.get("/api/work-orders?q=" + first.path("number").asText()).body().path("items"))
        .hasSize(1);
    step(
        first.path("id").asText(),
        As.PLANNER,
        1,
        Map.of("to", "ASSIGNED", "assignee", TestCmms.username(As.ADMIN)));
    assertThat(cmms.as(As.ADMIN).get("/api/work-orders?assignee=me").body().path("items"))
        .hasSize(1);
    assertProblem(
        viewer.get("/api/work-orders?status=LOST"), 400, "status 'LOST' is not one of OPEN");
    assertProblem(viewer.get("/api/work-orders?limit=0"), 400, "limit must be 1 to 500");
    assertProblem(viewer.get("/api/work-orders?cursor=abc"), 400, "cursor is not valid");
    assertProblem(viewer.get("/api/work-orders/not-an-id"), 400, "not-an-id");
  }

  private void asset(String tag) {
    assertThat(
            cmms.as(As.ADMIN)
                .post(
                    "/api/assets",
                    Map.of("tag", tag, "name", "Engine " + tag, "assetClass", "turbofan"))
                .status())
        .isEqualTo(201);
  }

  /** A predicted order for a new engine; its id. */
  private String raised(String tag) {
    asset(tag);
    AdvisoryFeed.take(cmms, Advisories.advisory(tag, MODE, 1).build());
    return cmms.as(As.VIEWER)
        .get("/api/work-orders?asset=" + tag)
        .body()
        .path("items")
        .path(0)
        .path("id")
        .asText();
  }

  private Api.Answer attempt(String id, As who, int version, Map<String, Object> request) {
    return cmms.as(who)
        .post(
            "/api/work-orders/" + id + "/transitions",
            request,
            Map.of("If-Match", "\"" + version + "\""));
  }

  private JsonNode step(String id, As who, int version, Map<String, Object> request) {
    Api.Answer answer = attempt(id, who, version, request);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  private static void assertProblem(Api.Answer answer, int status, String detail) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.body().path("status").asInt()).isEqualTo(status);
    assertThat(answer.body().path("detail").asText()).contains(detail);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new LinkedHashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
