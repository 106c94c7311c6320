package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.models.classification.UnfitDataException;
import io.millwright.models.dataset.PdmEvent;
import io.millwright.models.dataset.PdmEvent.Kind;
import io.millwright.models.dataset.PdmMachine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On machines that are made up: no licence of the data is stated. */
class PdmEvaluationTest {
  private static final long HOUR = 3_600_000_000L;
  private static final int DAYS = 150;

  /**
   * Every 10 days a component fails, a day after its own error or, from day {@code mute} on,
   * without one. Errors 5 tell nothing.
   */
  private static PdmMachine machine(int id, int mute) {
    Random random = new Random(id);
    List<PdmEvent> events = new ArrayList<>();
    for (int day = 0; day < DAYS; day++) {
      if (random.nextInt(5) == 0) {
        events.add(new PdmEvent((24L * day + random.nextInt(24)) * HOUR, Kind.ERROR, 5));
      }
      if (day % 10 == id % 10 && day > 1) {
        int component = 1 + random.nextInt(PdmMachine.COMPONENTS);
        long failure = (24L * day + random.nextInt(24)) * HOUR;
        if (day < mute) {
          events.add(new PdmEvent(failure - 20 * HOUR, Kind.ERROR, component));
        }
        events.add(new PdmEvent(failure, Kind.FAILURE, component));
        events.add(new PdmEvent(failure, Kind.REPLACEMENT, component));
      }
    }
    return new PdmMachine(id, 1 + id % PdmMachine.MODELS, id, events);
  }

  private static List<PdmMachine> machines(int from, int to, int mute) {
    return IntStream.range(from, to).mapToObj(id -> machine(id, mute)).toList();
  }

  @Test
  void namesTheComponentOnMachinesAndInATimeThatWereNotLearnedFrom() {
    PdmEvaluation result = PdmEvaluation.of(machines(0, 20, DAYS), machines(20, 30, 140));

    assertThat(result.cutHour()).isEqualTo(99 * 24);
    // The last failure of each machine, ten days before the end, had no error.
    assertThat(result.all().precision()).isEqualTo(1);
    assertThat(result.all().recall()).isBetween(0.75, 0.85);
    assertThat(result.all().medianLeadHours()).isEqualTo(20);
    assertThat(result.all().machineHours()).isBetween(10 * 24 * 48.0, 10 * 24 * 51.0);
    assertThat(result.byComponent()).hasSize(4).allMatch(each -> each.hits() > 0);
    assertThat(result.probabilities().calibrationError()).isLessThan(0.05);
  }

  @Test
  void testsAllOfALaterTime() {
    List<PdmMachine> later =
        machines(20, 24, DAYS).stream()
            .map(
                each ->
                    new PdmMachine(
                        each.id(),
                        each.model(),
                        each.ageYears(),
                        each.events().stream()
                            .map(
                                event ->
                                    new PdmEvent(
                                        event.timeMicros() + 24L * DAYS * HOUR,
                                        event.kind(),
                                        event.number()))
                            .toList()))
            .toList();

    PdmEvaluation result = PdmEvaluation.of(machines(0, 8, DAYS), later);

    assertThat(result.cutHour()).isGreaterThanOrEqualTo(24 * DAYS);
    assertThat(result.all().hits()).isGreaterThan(50);
  }

  @Test
  void refusesAMachineThatIsOnBothSides() {
    assertThatThrownBy(() -> PdmEvaluation.of(machines(0, 20, DAYS), machines(19, 22, DAYS)))
        .isInstanceOf(UnfitDataException.class)
        .hasMessageContaining(
            "machine 19 is both in the data to learn from and in those to test on");
  }

  @Test
  void aRowKnowsNothingOfLaterAndNotTheHourOfTheDay() {
    PdmMachine whole = machine(3, DAYS);
    List<PdmRows.Row> rows = PdmRows.of(whole);
    PdmRows.Row row = rows.get(rows.size() / 2);
    PdmMachine until =
        new PdmMachine(
            3,
            whole.model(),
            whole.ageYears(),
            whole.events().stream()
                .filter(event -> PdmRows.hours(event.timeMicros()) <= row.hour())
                .toList());

    List<PdmRows.Row> known = PdmRows.of(until);

    assertThat(known.get(known.size() - 1).values()).isEqualTo(row.values());
    assertThat(ageOfReplacement(10 * 24 + 1))
        .isEqualTo(ageOfReplacement(10 * 24 + 23))
        .isEqualTo(10);
    assertThat(PdmRows.names())
        .hasSize(row.values().length)
        .noneMatch(name -> name.contains("OfDay"));
  }

  /** As a row tells it so many hours later. */
  private static double ageOfReplacement(int hours) {
    PdmMachine machine =
        new PdmMachine(
            1,
            1,
            1,
            Arrays.asList(
                new PdmEvent(hours * HOUR, Kind.ERROR, 1), new PdmEvent(0, Kind.REPLACEMENT, 2)));
    return PdmRows.of(machine)
        .get(0)
        .values()[PdmRows.names().indexOf("comp2/daysSinceReplacement")];
  }
}
