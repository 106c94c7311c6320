package io.millwright.models.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class PlanDiffTest {
  private static final MonitoringPlan GENERIC = MonitoringPlan.ready("generic");

  /** The generic plan with some words exchanged. */
  private static PlanDiff diff(String... wordsAndOthers) {
    String document = GENERIC.document();
    for (int i = 0; i < wordsAndOthers.length; i += 2) {
      assertThat(document).contains(wordsAndOthers[i]);
      document = document.replace(wordsAndOthers[i], wordsAndOthers[i + 1]);
    }
    return PlanDiff.between(GENERIC, MonitoringPlan.parse(document));
  }

  @Test
  void aPlanIsNotDifferentFromItself() {
    PlanDiff diff = PlanDiff.between(GENERIC, GENERIC);

    assertThat(diff.changes()).isEmpty();
    assertThat(diff.consequences()).isEmpty();
    assertThat(diff.toText()).contains("nothing is different");
  }

  @Test
  void wordsThatMeanTheSameAreNoChange() {
    PlanDiff diff = diff("period: PT1M", "period: PT60S", "alarm: 12,", "alarm: 12.0,");

    assertThat(diff.changes()).isEmpty();
  }

  @Test
  void aNewVersionAloneKeepsEverything() {
    PlanDiff diff = diff("version: 1", "version: 2");

    assertThat(diff.changes()).extracting(Object::toString).containsExactly("~ version: 1 -> 2");
    assertThat(diff.isEmpty()).isTrue();
    assertThat(diff.toText()).contains("generic version 2").contains("all that is known");
  }

  @Test
  void saysWhatWasChangedFieldByFieldAndWhatIsLearnedAnew() {
    PlanDiff diff =
        diff(
            "learnScans: 720, floor: 1, side: high, alert: 5, alarm: 10, deadband: 1, onDelay: PT15M",
            "learnScans: 360, floor: 1, side: high, alert: 6, deadband: 1, onDelay: PT15M",
            "warmer: 0.7",
            "warmer: 0.8",
            "likelihood: {above: 0.6",
            "likelihood: {above: 0.65");

    assertThat(diff.changes())
        .extracting(Object::toString)
        .containsExactly(
            "~ detector warmer, learnScans: 720 -> 360",
            "~ detector warmer, alert: 5 -> 6",
            "~ detector warmer, alarm: 10 -> not said",
            "~ failure mode overheating, symptoms.warmer: 0.7 -> 0.8",
            "~ rule vibration, when.likelihood.above: 0.6 -> 0.65",
            "~ rule heat, when.likelihood.above: 0.6 -> 0.65",
            "~ rule process, when.likelihood.above: 0.6 -> 0.65");
    assertThat(diff.consequences())
        .containsExactly(
            "The states of warmer are not known at first.",
            "What is normal is learned anew for warmer: until then they see nothing.");
    assertThat(diff.isEmpty()).isFalse();
  }

  @Test
  void aLimitIsTunedWithoutLearningAnew() {
    PlanDiff diff =
        diff(
            "side: high, alert: 5, alarm: 10, deadband: 1, onDelay: PT15M",
            "side: high, alert: 6, onDelay: PT1H");

    assertThat(diff.changes()).hasSize(4);
    assertThat(diff.consequences()).isEmpty();
  }

  @Test
  void saysWhatWasAddedAndRemoved() {
    PlanDiff diff =
        diff(
            "  - {name: temp_rise,",
            "  - {name: noise, unit: dB, range: [0, 150]}\n  - {name: temp_rise,",
            "[current, pressure, flow], kinds: [last]",
            "[current, pressure, flow, noise], kinds: [last]",
            "  - {points: [vibration], span: [-0.1, 50]}\n",
            "",
            "  - rule: heat",
            "  - rule: hot");

    assertThat(diff.changes())
        .extracting(Object::toString)
        .contains(
            "+ point noise: unit dB, range [0, 150]",
            "+ descriptor noise/last",
            "- watched sensor vibration: span [-0.1, 50]")
        .anyMatch(it -> it.startsWith("+ rule hot: failureMode overheating"))
        .anyMatch(it -> it.startsWith("- rule heat: failureMode overheating"));
    assertThat(diff.consequences())
        .contains(
            "The sensors of vibration are no longer watched.",
            "Open episodes of heat stay until their work order ends; nothing new is raised.");
  }

  @Test
  void saysWhenAllBeginsAnew() {
    assertThat(diff("period: PT1M", "period: PT2M", "lateness: PT2M", "lateness: PT4M").toText())
        .contains("~ scan, period: PT1M -> PT2M")
        .contains("windows, baselines and states begin anew");
    assertThat(diff("edges: [40, 80]", "edges: [50]").consequences())
        .anyMatch(it -> it.startsWith("What is normal is learned anew for vibration_n,"))
        .anyMatch(it -> it.contains("vibration-up, warmer, unlike-t2"));
    assertThat(diff("assetClass: generic", "assetClass: mixer").consequences())
        .anyMatch(it -> it.contains("another class of assets, mixer"));
  }

  @Test
  void tellsProgramsTheSame() throws Exception {
    JsonNode json =
        new ObjectMapper()
            .readTree(diff("alarm: 12,", "alarm: 14,", "- rule: heat", "- rule: hot").toJson());

    assertThat(json.path("from").asText()).isEqualTo("generic version 1");
    assertThat(json.path("changes").path(0).path("kind").asText()).isEqualTo("CHANGED");
    assertThat(json.path("changes").path(0).path("what").asText()).isEqualTo("detector unlike-t2");
    assertThat(json.path("changes").path(0).path("before").asText()).isEqualTo("12");
    assertThat(json.path("changes").path(0).path("after").asText()).isEqualTo("14");
    assertThat(json.path("consequences")).isNotEmpty();
  }

  @Test
  void faultsAreToldOneByOneWithTheirLine() {
    InvalidPlanException two =
        catchThrowableOfType(
            InvalidPlanException.class,
            () ->
                MonitoringPlan.parse(
                    PumpPlan.YAML
                        .replace("unit: mm/s", "unit: furlong")
                        .replace("priority: 2", "priority: \"2\\nx (line 3): y\"")));
    InvalidPlanException noYaml =
        catchThrowableOfType(
            InvalidPlanException.class, () -> MonitoringPlan.parse("id: a\n\tb: c\n"));

    assertThat(two.faults()).hasSize(2);
    assertThat(two.faults().get(0).place()).isEqualTo("points[0].unit");
    assertThat(two.faults().get(0).line()).isEqualTo(7);
    assertThat(two.faults().get(0).text()).contains("'furlong' is not a UCUM unit; write for");
    assertThat(two.faults().get(1).place()).isEqualTo("advisories[0].priority");
    assertThat(noYaml.faults()).hasSize(1);
    assertThat(noYaml.faults().get(0).line()).isEqualTo(2);
  }
}
