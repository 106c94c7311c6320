package io.millwright.cmms.alarm;

import static io.millwright.cmms.alarm.AlarmEvents.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.cmms.alarm.AlarmIntake.Outcome;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.Api.Answer;
import io.millwright.cmms.testing.OutboxTable;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AlarmCommand;
import io.millwright.contracts.wire.AlarmCommand.Kind;
import io.millwright.contracts.wire.AlarmEvent;
import io.millwright.contracts.wire.AlarmEvent.AlarmState;
import io.millwright.models.plan.MonitoringPlan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Alarms as they come in, and what people do about them. Each test has assets of its own. */
class AlarmIT {
  private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");

  private final TestCmms cmms = TestCmms.shared();
  private final AlarmIntake intake = cmms.bean(AlarmIntake.class);

  @Test
  void aChangeIsTakenOnceAndAnOlderOneIsHistoryOnly() {
    AlarmEvent raised = event("once", "zone", at(2), AlarmState.ACTIVE_UNACKNOWLEDGED).build();

    assertThat(intake.take(raised)).isEqualTo(Outcome.ANNOUNCED);
    assertThat(intake.take(event("once", "zone", at(1), AlarmState.NORMAL).build()))
        .isEqualTo(Outcome.TAKEN);
    JsonNode before = alarm("once", "zone");
    assertThat(intake.take(raised)).isEqualTo(Outcome.SEEN_BEFORE);

    assertThat(alarm("once", "zone")).isEqualTo(before);
    assertThat(before.at("/alarm/state").asText()).isEqualTo("ACTIVE_UNACKNOWLEDGED");
    assertThat(before.at("/alarm/value").asDouble()).isEqualTo(5.25);
    assertThat(before.at("/alarm/limit").asDouble()).isEqualTo(4.5);
    assertThat(before.at("/alarm/unit").asText()).isEqualTo("mm/s");
    assertThat(before.at("/alarm/activeSince").asText()).isEqualTo(at(2).toString());
    assertThat(before.path("history").findValuesAsText("at"))
        .containsExactly(at(2).toString(), at(1).toString());
  }

  @Test
  void anAlarmIsActiveSinceItBecameSoHoweverItIsAcknowledged() {
    take(event("since", "zone", at(1), AlarmState.ACTIVE_UNACKNOWLEDGED));
    take(event("since", "zone", at(5), AlarmState.ACTIVE_ACKNOWLEDGED));

    assertThat(alarm("since", "zone").at("/alarm/activeSince").asText())
        .isEqualTo(at(1).toString());

    take(event("since", "zone", at(9), AlarmState.NORMAL));
    assertThat(alarm("since", "zone").at("/alarm/activeSince").isNull()).isTrue();
  }

  @Test
  void whatCanNeverBeTakenIsRefused() {
    AlarmEvent.Builder event = event("bad", "zone", DAY, AlarmState.NORMAL);
    assertThatThrownBy(() -> intake.take(event.clone().setTenant("nobody").build()))
        .hasMessageContaining("there is no organization 'nobody'");
    assertThatThrownBy(() -> intake.take(event.clone().setDetector("").build()))
        .hasMessageContaining("detector is missing");
    assertThatThrownBy(() -> intake.take(event.clone().setPriority(4).build()))
        .hasMessageContaining("priority must be 1 to 3, but was 4");
    assertThatThrownBy(() -> intake.take(event.clone().setStateValue(99).build()))
        .hasMessageContaining("state is not a state of an alarm");
  }

  @Test
  void onlyTheNewestChangesAreKept() {
    TestPostgres.execute(
        cmms.database(),
        """
        insert into cmms.alarm_event (tenant_id, asset_tag, detector, at, state, previous, detected, announced, priority,
          unit, meaning, reason, by_user, plan_id, plan_version)
        select 'acme', 'long', 'zone', timestamptz '2026-03-01T00:00:00Z' + n * interval '1 minute', 'NORMAL', 'NORMAL',
          'NORMAL', false, 3, '1', '', '', '', 'pump', 1 from generate_series(1, %d) n
        """
            .formatted(AlarmIntake.KEPT));

    take(event("long", "zone", at(AlarmIntake.KEPT + 1), AlarmState.NORMAL));
    // one that was forgotten, again: it is forgotten again
    take(event("long", "zone", at(1), AlarmState.NORMAL));

    assertThat(
            TestPostgres.count(
                cmms.database(), "select count(*) from cmms.alarm_event where asset_tag = 'long'"))
        .isEqualTo(AlarmIntake.KEPT);
    assertThat(
            TestPostgres.count(
                cmms.database(),
                "select count(*) from cmms.alarm_event where asset_tag = 'long' and at = '2026-03-01T00:01:00Z'"))
        .isZero();
  }

  @Test
  void theMostUrgentComesFirstPageByPage() {
    take(event("list-1", "calm", at(9), AlarmState.NORMAL));
    take(event("list-1", "gone", at(8), AlarmState.RETURNED_UNACKNOWLEDGED));
    take(event("list-1", "seen", at(7), AlarmState.ACTIVE_ACKNOWLEDGED).setPriority(1));
    take(event("list-2", "older", at(5), AlarmState.ACTIVE_UNACKNOWLEDGED));
    take(event("list-2", "newer", at(6), AlarmState.ACTIVE_UNACKNOWLEDGED));
    take(event("list-2", "worst", at(1), AlarmState.ACTIVE_UNACKNOWLEDGED).setPriority(1));
    take(event("list-2", "shelf", at(1), AlarmState.SHELVED));
    Api viewer = cmms.as(As.VIEWER);

    JsonNode first = viewer.get("/api/alarms?q=list-&limit=2").body();
    JsonNode second = viewer.get("/api/alarms?q=list-&limit=2&cursor=" + next(first)).body();
    JsonNode third = viewer.get("/api/alarms?q=list-&limit=2&cursor=" + next(second)).body();

    assertThat(detectors(first)).containsExactly("worst", "newer");
    assertThat(detectors(second)).containsExactly("older", "seen");
    assertThat(detectors(third)).containsExactly("gone");
    assertThat(third.path("next").isNull()).isTrue();
    assertThat(first.at("/counts/SHELVED").asInt()).isEqualTo(1);
    assertThat(first.at("/counts/ACTIVE_UNACKNOWLEDGED").asInt()).isEqualTo(3);
    assertThat(second.path("counts").isNull()).isTrue();
    assertThat(detectors(viewer.get("/api/alarms?q=list-&priority=1").body()))
        .containsExactly("worst", "seen");
    assertThat(detectors(viewer.get("/api/alarms?asset=list-2&state=shelved").body()))
        .containsExactly("shelf");
    assertThat(detectors(viewer.get("/api/alarms?asset=list-1&state=ALL").body()))
        .containsExactly("seen", "gone", "calm");
    assertThat(viewer.get("/api/alarms?state=LOUD").status()).isEqualTo(400);
    assertThat(viewer.get("/api/alarms?priority=4").status()).isEqualTo(400);
    assertThat(viewer.get("/api/alarms?cursor=bm8").status()).isEqualTo(400);
    assertThat(viewer.get("/api/alarms/list-1/none").status()).isEqualTo(404);
  }

  @Test
  void whatIsAskedForIsPendingUntilTheMonitoringShowsIt() {
    take(event("ask", "zone", at(1), AlarmState.ACTIVE_UNACKNOWLEDGED));
    Api technician = cmms.as(As.TECHNICIAN);
    assertThat(technician.get("/api/alarms/ask/zone").body().at("/alarm/actions"))
        .extracting(JsonNode::asText)
        .containsExactly("ACKNOWLEDGE");

    Answer asked = technician.post("/api/alarms/ask/zone/acknowledge", Map.of());

    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.body().path("state").asText()).isEqualTo("ACTIVE_UNACKNOWLEDGED");
    assertThat(asked.body().at("/pending/kind").asText()).isEqualTo("ACKNOWLEDGE");
    AlarmCommand sent = command("ask");
    assertThat(sent.getKind()).isEqualTo(Kind.ACKNOWLEDGE);
    assertThat(sent.getDetector()).isEqualTo("zone");
    assertThat(sent.getBy()).isEqualTo(TestCmms.username(As.TECHNICIAN));
    Instant now = Instant.EPOCH.plus(sent.getTimeMicros(), ChronoUnit.MICROS);

    // something else happens first
    take(event("ask", "zone", now.plusSeconds(1), AlarmState.ACTIVE_UNACKNOWLEDGED).setPriority(1));
    assertThat(alarm("ask", "zone").at("/alarm/pending/kind").asText()).isEqualTo("ACKNOWLEDGE");
    take(
        event("ask", "zone", now.plusSeconds(2), AlarmState.ACTIVE_ACKNOWLEDGED)
            .setBy(sent.getBy()));

    assertThat(alarm("ask", "zone").at("/alarm/pending").isNull()).isTrue();
    assertThat(alarm("ask", "zone").at("/alarm/by").asText()).isEqualTo(sent.getBy());
    Answer again = technician.post("/api/alarms/ask/zone/acknowledge", Map.of());
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.body().path("detail").asText()).contains("active acknowledged");
  }

  @Test
  void allAlarmsOfAnAssetAreAcknowledgedByOneCallEachConfirmedByTheMonitoring() {
    take(event("many", "worst", at(1), AlarmState.ACTIVE_UNACKNOWLEDGED).setPriority(1));
    take(event("many", "gone", at(2), AlarmState.RETURNED_UNACKNOWLEDGED));
    take(event("many", "asked", at(3), AlarmState.ACTIVE_UNACKNOWLEDGED));
    take(event("many", "seen", at(4), AlarmState.ACTIVE_ACKNOWLEDGED));
    take(event("many", "shelf", at(5), AlarmState.SHELVED));
    take(event("many-2", "other", at(6), AlarmState.ACTIVE_UNACKNOWLEDGED));
    Api technician = cmms.as(As.TECHNICIAN);
    technician.post("/api/alarms/many/asked/acknowledge", Map.of());
    String path = "/api/alarms/many/acknowledge";
    assertThat(cmms.as(As.VIEWER).post(path, Map.of()).status()).isEqualTo(403);

    Answer all = technician.post(path, Map.of());

    assertThat(all.status()).as(all.text()).isEqualTo(202);
    assertThat(all.body())
        .extracting(
            alarm -> alarm.path("detector").asText(),
            alarm -> alarm.path("state").asText(),
            alarm -> alarm.at("/pending/kind").asText())
        .containsExactly(
            tuple("worst", "ACTIVE_UNACKNOWLEDGED", "ACKNOWLEDGE"),
            tuple("gone", "RETURNED_UNACKNOWLEDGED", "ACKNOWLEDGE"));
    assertThat(commands("many"))
        .extracting(AlarmCommand::getDetector, AlarmCommand::getKind, AlarmCommand::getBy)
        .containsExactly(
            tuple("asked", Kind.ACKNOWLEDGE, TestCmms.username(As.TECHNICIAN)),
            tuple("worst", Kind.ACKNOWLEDGE, TestCmms.username(As.TECHNICIAN)),
            tuple("gone", Kind.ACKNOWLEDGE, TestCmms.username(As.TECHNICIAN)));
    assertThat(commands("many-2")).isEmpty();
    Answer again = technician.post(path, Map.of());
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.body().path("detail").asText())
        .isEqualTo("no alarm of asset 'many' waits to be acknowledged");
    take(
        event("many", "worst", Instant.now().plusSeconds(1), AlarmState.ACTIVE_ACKNOWLEDGED)
            .setBy(TestCmms.username(As.TECHNICIAN)));
    assertThat(alarm("many", "worst").at("/alarm/pending").isNull()).isTrue();
    assertThat(alarm("many", "gone").at("/alarm/pending/kind").asText())
        .as("the monitoring has not answered yet")
        .isEqualTo("ACKNOWLEDGE");
  }

  @Test
  void shelvingNeedsARoleAReasonAndAnEnd() {
    take(event("shelf", "zone", at(1), AlarmState.ACTIVE_ACKNOWLEDGED));
    Instant until = Instant.now().plus(8, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    Map<String, Object> right = Map.of("until", until.toString(), "reason", "sensor is replaced");
    String path = "/api/alarms/shelf/zone";
    Api planner = cmms.as(As.PLANNER);

    assertThat(cmms.as(As.TECHNICIAN).post(path + "/shelve", right).status()).isEqualTo(403);
    assertThat(
            planner
                .post(path + "/shelve", Map.of("until", until.toString(), "reason", " "))
                .status())
        .isEqualTo(400);
    assertThat(
            planner
                .post(
                    path + "/shelve",
                    Map.of(
                        "until", Instant.now().plus(8, ChronoUnit.DAYS).toString(), "reason", "x"))
                .body()
                .path("detail")
                .asText())
        .startsWith("until must lie within the next 7 days");
    assertThat(planner.post(path + "/unshelve", Map.of()).status()).isEqualTo(409);

    assertThat(planner.post(path + "/shelve", right).status()).isEqualTo(202);

    AlarmCommand sent = command("shelf");
    assertThat(sent.getKind()).isEqualTo(Kind.SHELVE);
    assertThat(sent.getReason()).isEqualTo("sensor is replaced");
    assertThat(sent.getUntilMicros()).isCloseTo(micros(until), within(1L));
    take(
        event("shelf", "zone", Instant.now(), AlarmState.SHELVED)
            .setPrevious(AlarmState.ACTIVE_ACKNOWLEDGED)
            .setUntilMicros(sent.getUntilMicros())
            .setReason(sent.getReason())
            .setBy(sent.getBy()));
    JsonNode shelved = planner.get(path).body().path("alarm");
    assertThat(shelved.path("pending").isNull()).isTrue();
    assertThat(shelved.path("shelvedUntil").asText()).isEqualTo(until.toString());
    assertThat(shelved.path("actions"))
        .extracting(JsonNode::asText)
        .containsExactly("UNSHELVE", "OUT_OF_SERVICE");
    assertThat(planner.post(path + "/shelve", right).status()).isEqualTo(409);
    assertThat(
            cmms.as(As.RELIABILITY)
                .post(path + "/out-of-service", Map.of("reason", "not fitted"))
                .status())
        .isEqualTo(202);
    take(event("shelf", "zone", Instant.now(), AlarmState.OUT_OF_SERVICE));
    assertThat(planner.post(path + "/in-service", Map.of()).status()).isEqualTo(202);
  }

  @Test
  void maintenanceIsDeclaredForAnAssetAndEndsByItself() {
    register("press");
    String path = "/api/assets/press/maintenance";
    Api planner = cmms.as(As.PLANNER);
    Instant until = Instant.now().plus(2, ChronoUnit.HOURS);
    Map<String, Object> right = Map.of("until", until.toString(), "reason", "new bearing");
    assertThat(planner.delete(path).status()).isEqualTo(409);
    assertThat(planner.post("/api/assets/none/maintenance", right).status()).isEqualTo(404);

    assertThat(planner.post(path, right).status()).isEqualTo(202);

    assertThat(planner.post(path, right).status()).isEqualTo(409);
    JsonNode declared = planner.get(path).body();
    assertThat(declared.path("declared").asBoolean()).isTrue();
    assertThat(declared.path("confirmed").asBoolean()).isFalse();
    take(
        event("press", "zone", Instant.now(), AlarmState.SUPPRESSED_BY_DESIGN)
            .setReason("maintenance: new bearing"));
    assertThat(planner.get(path).body().path("confirmed").asBoolean()).isTrue();
    assertThat(planner.delete(path).body().path("declared").asBoolean()).isFalse();
    assertThat(commands("press"))
        .extracting(AlarmCommand::getKind, AlarmCommand::getDetector)
        .containsExactly(tuple(Kind.MAINTENANCE_BEGIN, ""), tuple(Kind.MAINTENANCE_END, ""));
    planner.post(path, right);
    TestPostgres.execute(
        cmms.database(), "update cmms.alarm_command set until = now() where asset_tag = 'press'");
    assertThat(planner.get(path).body().path("declared").asBoolean()).isFalse();
  }

  @Test
  void aTimeIsAsLongAsMeantOnTheClockOfMachinesWhoseHistoryIsReplayed() {
    TestPostgres.execute(
        cmms.database(),
        """
        with p as (insert into series.point (tenant_id, asset, point) values ('acme', 'old', 'velocity') returning point_id)
        insert into series.measurement (point_id, time, value) select point_id, '2020-01-01T12:00:00Z', 1 from p
        """);
    take(event("old", "zone", at(1), AlarmState.ACTIVE_UNACKNOWLEDGED));
    String until = Instant.now().plus(1, ChronoUnit.HOURS).toString();

    cmms.as(As.PLANNER)
        .post("/api/alarms/old/zone/shelve", Map.of("until", until, "reason", "known"));

    AlarmCommand sent = command("old");
    long newest = micros(Instant.parse("2020-01-01T12:00:00Z"));
    assertThat(sent.getTimeMicros()).isEqualTo(newest);
    assertThat(sent.getUntilMicros() - newest).isBetween(3_500_000_000L, 3_600_000_000L);
  }

  @Test
  void theAlarmOfADetectorThatThePlanHasNoMoreEnds() {
    cmms.as(As.ADMIN)
        .post("/api/assets", Map.of("tag", "fan", "name", "Fan", "assetClass", "turbofan"));
    take(event("fan", "T50-high", at(1), AlarmState.ACTIVE_UNACKNOWLEDGED));
    take(event("fan", "gone", at(1), AlarmState.SHELVED));

    Answer released =
        cmms.as(As.RELIABILITY)
            .postBytes(
                "/api/plans",
                MonitoringPlan.turbofan().document().getBytes(UTF_8),
                "application/yaml");

    assertThat(released.status()).as(released.text()).isEqualTo(201);
    assertThat(alarm("fan", "T50-high").at("/alarm/state").asText())
        .isEqualTo("ACTIVE_UNACKNOWLEDGED");
    JsonNode gone = alarm("fan", "gone");
    assertThat(gone.at("/alarm/state").asText()).isEqualTo("NORMAL");
    assertThat(gone.at("/history/0/previous").asText()).isEqualTo("SHELVED");
    assertThat(gone.at("/history/0/reason").asText()).contains("no such detector");
  }

  @Test
  void tellsWhatTheAlarmSystemIsLikeToLiveWith() {
    Instant day = Instant.parse("2026-05-01T00:00:00Z");
    take(event("kpi", "stands", day.minus(2, ChronoUnit.DAYS), AlarmState.ACTIVE_UNACKNOWLEDGED));
    take(event("kpi", "stood", day.minus(2, ChronoUnit.DAYS), AlarmState.ACTIVE_UNACKNOWLEDGED));
    take(
        event("kpi", "stood", day.plusSeconds(60), AlarmState.NORMAL)
            .setPrevious(AlarmState.ACTIVE_UNACKNOWLEDGED));
    for (int i = 0; i < 12; i++) {
      take(
          event(
                  "kpi",
                  "chatters",
                  day.plusSeconds(3_600 + i * 20),
                  AlarmState.ACTIVE_UNACKNOWLEDGED)
              .setPriority(i < 3 ? 1 : 3));
    }
    Api viewer = cmms.as(As.VIEWER);

    JsonNode figures =
        viewer
            .get(
                "/api/alarms/statistics?asset=kpi&from=2026-05-01T00:00:00Z&to=2026-05-02T00:00:00Z")
            .body();

    assertThat(figures.path("announced").asInt()).isEqualTo(12);
    assertThat(figures.path("perHour").asDouble()).isCloseTo(0.5, within(1e-9));
    assertThat(figures.path("floods").asInt()).isEqualTo(1);
    assertThat(figures.path("chatteringAlarms").findValuesAsText("detector"))
        .containsExactly("chatters");
    assertThat(figures.path("staleAlarms").findValuesAsText("detector"))
        .containsExactly("stands", "stood");
    assertThat(figures.at("/badActors/0/announced").asInt()).isEqualTo(12);
    assertThat(figures.at("/badActors/0/detector").asText()).isEqualTo("chatters");
    assertThat(figures.at("/shareByPriority/0").asDouble()).isEqualTo(0.25);
    assertThat(figures.path("barMinutes").asInt()).isEqualTo(10);
    assertThat(figures.path("bars")).hasSize(144);
    assertThat(figures.at("/bars/6/announced").asInt()).isEqualTo(12);
    assertThat(
            viewer
                .get("/api/alarms/statistics?from=2026-01-01T00:00:00Z&to=2026-05-02T00:00:00Z")
                .status())
        .isEqualTo(400);
    assertThat(viewer.get("/api/alarms/statistics?days=0").status()).isEqualTo(400);
    assertThat(viewer.get("/api/alarms/statistics?days=93").status()).isEqualTo(400);
    assertThat(viewer.get("/api/alarms/statistics").status()).isEqualTo(200);
  }

  private static Instant at(int minute) {
    return DAY.plus(minute, ChronoUnit.MINUTES);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private void take(AlarmEvent.Builder event) {
    assertThat(intake.take(event.build())).isNotEqualTo(Outcome.SEEN_BEFORE);
  }

  private JsonNode alarm(String asset, String detector) {
    return cmms.as(As.VIEWER).get("/api/alarms/" + asset + "/" + detector).body();
  }

  private void register(String asset) {
    cmms.as(As.ADMIN)
        .post("/api/assets", Map.of("tag", asset, "name", "The " + asset, "assetClass", "pump"));
  }

  private AlarmCommand command(String asset) {
    return commands(asset).get(0);
  }

  /** What is on its way to the monitoring. */
  private List<AlarmCommand> commands(String asset) {
    return OutboxTable.waiting(cmms.database(), Topics.ALARM_COMMANDS.name()).stream()
        .filter(entry -> entry.key().equals("acme/" + asset))
        .map(entry -> read(entry.payload()))
        .toList();
  }

  private static AlarmCommand read(byte @Nullable [] payload) {
    try {
      return AlarmCommand.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> detectors(JsonNode page) {
    return page.path("items").findValuesAsText("detector");
  }

  private static String next(JsonNode page) {
    return page.path("next").asText();
  }
}
