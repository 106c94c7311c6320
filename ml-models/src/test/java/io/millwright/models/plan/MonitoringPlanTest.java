package io.millwright.models.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.models.advisory.Condition;
import io.millwright.models.dataset.CmapssUnit;
import io.millwright.models.detection.Detector;
import io.millwright.models.detection.Limits;
import io.millwright.models.detection.Timing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MonitoringPlanTest {

  private static String messageOf(String yaml) {
    try {
      MonitoringPlan.parse(yaml);
    } catch (InvalidPlanException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("the plan was taken");
  }

  @Test
  void theTurbofanPlanKnowsEveryPointOfTheDataSet() {
    MonitoringPlan plan = MonitoringPlan.turbofan();

    assertThat(plan.assetClass()).isEqualTo("turbofan");
    assertThat(plan.points())
        .extracting(MonitoringPlan.Point::name)
        .containsExactlyElementsOf(CmapssUnit.COLUMNS);
    assertThat(plan.scan().period()).isEqualTo(Duration.ofHours(1));
    assertThat(plan.shelveAfterNoFault()).isEqualTo(Duration.ofDays(30));
    assertThat(plan.rules()).hasSize(1);
    assertThat(plan.rules().get(0).failureMode()).isEqualTo("hpc-degradation");
    assertThat(plan.point("T50")).extracting("unit", "symbol").containsExactly("[degR]", "°R");
  }

  @Test
  void readsWhatTheDocumentSays() {
    MonitoringPlan plan = PumpPlan.PLAN;

    assertThat(plan.id()).isEqualTo("pump");
    assertThat(plan.version()).isEqualTo(1);
    assertThat(plan.scan())
        .isEqualTo(
            new MonitoringPlan.Scan(
                Duration.ofMinutes(1), Duration.ofMinutes(3), Duration.ofMinutes(10), 4, 3));
    assertThat(plan.descriptorNames())
        .hasSize(13)
        .startsWith("vibration/last", "vibration/mean3")
        .endsWith("vibration/age");
    assertThat(plan.detectors().size()).isEqualTo(2);
    assertThat(plan.detectors().detector(0))
        .isEqualTo(
            Detector.ofValue(
                "vibration-high",
                "vibration",
                "last",
                new Limits(true, 4.5, 7.1, 0.5),
                Timing.inARow(2),
                4));
    assertThat(plan.detectors().detector(1))
        .isEqualTo(
            Detector.ofValue(
                "temperature-low",
                "temperature",
                "mean3",
                new Limits(false, 5, Double.NaN, 1),
                Timing.inARow(1),
                4));
    assertThat(plan.rules().get(0).conditions())
        .containsExactly(new Condition.FailureProbability(0.5, 0.3));
    assertThat(plan.sha256()).matches("[0-9a-f]{64}");
  }

  @Test
  void readsJsonTheSameWay() {
    MonitoringPlan plan =
        MonitoringPlan.parse(
            """
            {"id": "fan", "version": 2, "assetClass": "fan", "title": "A fan",
             "scan": {"period": "PT10S", "lateness": "PT0S"},
             "points": [{"name": "rpm", "unit": "/min", "range": [0, 3000]}],
             "descriptors": [{"points": ["rpm"], "kinds": ["last"]}]}
            """);

    assertThat(plan.descriptorNames()).containsExactly("rpm/last");
    assertThat(plan.shelveAfterNoFault()).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void namesEveryFaultWithItsPlaceItsValueAndWhatWouldBeRight() {
    String message =
        messageOf(
            """
            id: pump one
            version: 0
            assetClass: pump
            scan: {period: 1 hour, lateness: PT3M}
            colour: red
            points:
              - {name: vibration, unit: mm/s, range: [0, 100]}
              - {name: vibration, unit: furlong, range: [100, 0]}
            descriptors:
              - points: [vibration, pressure]
                kinds: [last, mean0, median]
            detectors:
              - {name: high, kind: static-limit, point: vibration, descriptor: mean9,
                 direction: high, alert: 7, alarm: 4}
            advisories:
              - rule: soon
                failureMode: bearing
                when: {failureProbability: {above: 1.5}}
                priority: 9
                title: "{who} knows"
                explanation: x
                recommendedAction: x
            """);

    assertThat(message.lines().findFirst()).contains("the monitoring plan has 17 faults:");
    assertThat(message)
        .contains("id (line 1): must be a name")
        .contains("but is 'pump one'")
        .contains("version (line 2): must be a whole number from 1 to 1000000, but is '0'")
        .contains("title (line 1): is missing")
        .contains("scan.period (line 4): must be an ISO 8601 duration")
        .contains("but is '1 hour'")
        .contains("colour (line 5): is unknown; known here are id, version, assetClass")
        .contains("points[1].name (line 8): point 'vibration' is there twice")
        .contains("points[1].unit (line 8): 'furlong' is not a UCUM unit")
        .contains("points[1].range (line 8): must be [lowest, highest], but 100.0 is not below 0.0")
        .contains("descriptors[0].points (line 10): 'pressure' is not a point of this plan")
        .contains("descriptors[0].kinds (line 11): 'mean0' is no descriptor; known are last")
        .contains("'median' is no descriptor")
        .contains("detectors[0].descriptor (line 13): 'mean9' is not computed for vibration")
        .contains("detectors[0].alarm (line 14): must lie above alert 7.0, but is 4.0")
        .contains("advisories[0].failureMode (line 17): 'bearing' has no prognosis")
        .contains("advisories[0].when.failureProbability.above (line 18): must be a number")
        .contains("advisories[0].priority (line 19): must be a whole number from 1 to 5")
        .contains("advisories[0].title (line 20): nothing can fill {who}; known are asset");
  }

  @Test
  void saysWhereTheDocumentIsNoYaml() {
    assertThat(messageOf("id: pump\n\tversion: 1\n"))
        .contains("not valid YAML")
        .contains("in line 2");
    assertThat(messageOf("id: a\nid: b\n")).contains("Duplicate field 'id' in line 2");
    assertThat(messageOf("")).contains("empty");
    assertThat(messageOf("- 1\n- 2\n")).contains("must be a section");
    assertThat(messageOf("id: a\n---\nid: b\n")).contains("one document").contains("line");
    assertThat(messageOf("id: &a x\ntitle: *a\n")).contains("title (line 2): an alias");
  }

  @Test
  void takesNoDocumentThatWouldFillTheMemory() {
    assertThat(messageOf("x".repeat(1_000_001))).contains("1000001 characters");
    assertThat(messageOf(PumpPlan.YAML.replace("lateness: PT3M", "lateness: P365D")))
        .contains("scan.lateness");
    assertThat(messageOf(PumpPlan.YAML.replace("mean3, ", "mean9999, ")))
        .contains("'mean9999' is no descriptor");
  }

  @Test
  void plansAreEqualWhenTheirDocumentsAre() {
    assertThat(MonitoringPlan.parse(PumpPlan.YAML))
        .isEqualTo(PumpPlan.PLAN)
        .isNotEqualTo(MonitoringPlan.turbofan());
    assertThatThrownBy(() -> MonitoringPlan.parse("id: a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesWhatIsWrongWithThePointsThatAreComputed() {
    String plan =
        PumpPlan.YAML.replace(
            "- {name: speed,",
            """
            - {name: a, unit: "1", range: [0, 9], expression: "b + vibration"}
              - {name: b, unit: "1", range: [0, 9], expression: "2 * c"}
              - {name: c, unit: "1", range: [0, 9], expression: "a - 1"}
              - {name: d, unit: "1", range: [0, 9], expression: "vibration % 2"}
              - {name: e, unit: "1", range: [0, 9], expression: "vibration * flow"}
              - {name: speed,""");

    assertThatThrownBy(() -> MonitoringPlan.parse(plan))
        .isInstanceOf(InvalidPlanException.class)
        .hasMessageContaining("5 faults")
        .hasMessageContaining(
            "points[2].expression (line 9): 'a' is computed from itself: a from b from c from a")
        .hasMessageContaining("at character 11 must be an operator or the end, but is '%'")
        .hasMessageContaining("'flow' is not a point of this plan; known are vibration");
  }

  @Test
  void boundsWhatThePointsThatAreComputedCost() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      many.append(
          "- {name: v%d, unit: \"1\", range: [0, 9], expression: \"%s\"}\n  "
              .formatted(i, "1" + "+1".repeat(99)));
    }
    String plan = PumpPlan.YAML.replace("- {name: speed,", many + "- {name: speed,");

    assertThatThrownBy(() -> MonitoringPlan.parse(plan))
        .hasMessageContaining("a fault")
        .hasMessageContaining("points[102].expression")
        .hasMessageContaining("take 20099 steps a scan; at most 20000");
  }

  @Test
  void readsHowLongALimitMustBePassed() {
    String plan =
        PumpPlan.YAML.replace(
            "deadband: 0.5, scans: 2",
            "deadband: 0.5, scans: 3, of: 5, clearScans: 9, latched: true");

    assertThat(MonitoringPlan.parse(plan).detectors().detector(0).timing())
        .isEqualTo(new Timing(3, 5, 9, true));
    assertThatThrownBy(() -> MonitoringPlan.parse(plan.replace("of: 5", "of: 2")))
        .hasMessageContaining("detectors[0].of (line ")
        .hasMessageContaining("must be at least scans, 3, but is 2");
    assertThatThrownBy(() -> MonitoringPlan.parse(plan.replace("of: 5", "of: 65")))
        .hasMessageContaining("must be at most 64, but is 65");
    assertThatThrownBy(
            () -> MonitoringPlan.parse(plan.replace("latched: true", "latched: yes please")))
        .hasMessageContaining("must be one of true, false, but is 'yes please'");
  }
}
