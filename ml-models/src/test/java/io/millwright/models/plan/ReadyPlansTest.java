package io.millwright.models.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.models.advisory.AdvisoryRule;
import io.millwright.models.plan.MachineHistory.Outcome;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The plans that come with Millwright: a healthy machine of the class raises nothing, and each
 * failure mode raises one advisory, of its own, that names the point at which it shows.
 */
class ReadyPlansTest {

  private static final List<MachineHistory> MACHINES = Machines.all();

  static Stream<MachineHistory> machines() {
    return MACHINES.stream();
  }

  static Stream<Arguments> failures() {
    return machines()
        .flatMap(
            machine ->
                machine.failures().entrySet().stream()
                    .map(it -> Arguments.of(machine, it.getKey(), it.getValue())));
  }

  @Test
  void eachNameHasAPlanOfThatName() {
    for (String name : MonitoringPlan.readyNames()) {
      MonitoringPlan plan = MonitoringPlan.ready(name);
      assertThat(plan.id()).startsWith(name);
      assertThat(plan.assetClass()).isEqualTo(name);
      assertThat(plan.rules()).as(name).isNotEmpty();
    }
    assertThatThrownBy(() -> MonitoringPlan.ready("teapot"))
        .hasMessageContaining("'teapot'")
        .hasMessageContaining("centrifugal-pump");
  }

  @Test
  void thePumpHasTheTwentyPointsThatItsSpeedIsMeasuredWith() {
    assertThat(MonitoringPlan.ready("centrifugal-pump").points())
        .filteredOn(MonitoringPlan.Point::measured)
        .hasSize(20);
  }

  @ParameterizedTest
  @MethodSource("machines")
  void aHealthyMachineRaisesNothing(MachineHistory machine) {
    MonitoringPlan plan = MonitoringPlan.ready(machine.plan());
    assertThat(machine.points())
        .containsExactlyInAnyOrderElementsOf(
            plan.points().stream()
                .filter(MonitoringPlan.Point::measured)
                .map(MonitoringPlan.Point::name)
                .toList());

    Outcome outcome = machine.run(plan, null, 5, 8, 10);

    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.advisories()).isEmpty();
    assertThat(outcome.states()).as("states").noneMatch(it -> it.contains("-> ALARM"));
    assertThat(outcome.judged())
        .as("detectors that came to judge")
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, plan.detectors().size())
                .mapToObj(i -> plan.detectors().detector(i).subject())
                .collect(Collectors.toSet()));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("failures")
  void eachFailureModeRaisesOneAdvisoryThatNamesWhereItShows(
      MachineHistory machine, String mode, String point) {
    MonitoringPlan plan = MonitoringPlan.ready(machine.plan());

    Outcome outcome = machine.run(plan, mode, 5, 8, 9);

    assertThat(outcome.advisories())
        .as(String.join("\n", outcome.states()))
        .extracting("failureMode")
        .containsExactly(mode);
    assertThat(outcome.advisories().get(0).explanation()).contains(point);
    assertThat(outcome.advisories().get(0).trendPoints()).contains(point);
  }

  @Test
  void eachFailureModeHasARuleAndIsShown() {
    for (MachineHistory machine : MACHINES) {
      MonitoringPlan plan = MonitoringPlan.ready(machine.plan());
      assertThat(plan.rules())
          .extracting(AdvisoryRule::failureMode)
          .as(machine.plan())
          .containsExactlyInAnyOrderElementsOf(machine.failures().keySet());
      assertThat(plan.rules()).allMatch(rule -> !rule.checklist().isEmpty());
    }
  }
}
