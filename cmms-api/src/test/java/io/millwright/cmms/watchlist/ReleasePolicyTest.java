package io.millwright.cmms.watchlist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.cmms.watchlist.ReleasePolicy.Decision;
import io.millwright.cmms.watchlist.ReleasePolicy.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReleasePolicyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T06:00:00Z");

  /** Room for four. */
  private static final CrewBudget BUDGET = new CrewBudget(16, 4, 24);

  @Test
  void withoutABudgetNothingWaitsAndTheHighestRiskGoesFirst() {
    Decision decision =
        ReleasePolicy.decide(
            null, 1000, List.of(candidate("a", 0.1, 5, 900), candidate("b", 0.9, 3, 900)));

    assertThat(decision.waiting()).isEmpty();
    assertThat(names(decision)).containsExactly("b NO_BUDGET", "a NO_BUDGET");
  }

  @Test
  void theHighestRisksAreReleasedAsFarAsThereIsRoom() {
    Decision decision =
        ReleasePolicy.decide(
            BUDGET,
            2,
            List.of(
                candidate("a", 0.2, 3, 900),
                candidate("b", 0.5, 3, 900),
                candidate("c", 0.4, 3, 900)));

    assertThat(names(decision)).containsExactly("b ROOM", "c ROOM");
    assertThat(decision.waiting()).extracting(Candidate::advisoryId).containsExactly("a");
  }

  @Test
  void emergenciesAndWhatIsDueSoonGoWhateverTheBudgetAndTakeItsRoom() {
    Decision decision =
        ReleasePolicy.decide(
            BUDGET,
            2,
            List.of(
                candidate("likely", 0.9, 3, 900),
                candidate("emergency", 0.01, 1, 900),
                candidate("due", 0.02, 5, 24)));

    assertThat(names(decision)).containsExactly("due DUE_SOON", "emergency EMERGENCY");
    assertThat(ReleasePolicy.decide(BUDGET, 99, decision.waiting()).released()).isEmpty();
    assertThat(
            ReleasePolicy.decide(
                    BUDGET, 99, List.of(candidate("a", 0.1, 1, 900), candidate("b", 0.2, 4, 24)))
                .waiting())
        .isEmpty();
  }

  @Test
  void dueSoonEndsExactlyAtTheHorizon() {
    Candidate atIt = candidate("a", 0.1, 3, 24);
    Candidate after =
        new Candidate(atIt.id(), "b", 0.1, 3, atIt.dueBy().plusSeconds(1), NOW, atIt.machineNow());

    assertThat(ReleasePolicy.decide(BUDGET, 4, List.of(atIt)).releases(atIt.id()))
        .contains(Why.DUE_SOON);
    assertThat(ReleasePolicy.decide(BUDGET, 4, List.of(after)).released()).isEmpty();
  }

  @Test
  void aBudgetOfNoHoursAndAnOverdrawnOneHaveNoRoom() {
    List<Candidate> one = List.of(candidate("a", 1, 2, 900));

    assertThat(ReleasePolicy.decide(new CrewBudget(0, 4, 24), 0, one).released()).isEmpty();
    assertThat(ReleasePolicy.decide(BUDGET, 9, one).released()).isEmpty();
    assertThat(ReleasePolicy.decide(BUDGET, 3, one).released()).hasSize(1);
    assertThat(ReleasePolicy.decide(BUDGET, 4, one).released()).isEmpty();
    assertThat(new CrewBudget(0.3, 0.1, 24).room(0))
        .as("three tenths hold three tenths")
        .isEqualTo(3);
  }

  @Test
  void equalRisksAreRankedByWhatIsDueFirstThenByAgeThenByTheAdvisory() {
    UUID id = new UUID(0, 0);
    List<Candidate> ranked =
        List.of(
            new Candidate(id, "a", 0.5, 3, due(500), NOW, NOW),
            new Candidate(id, "a", 0.4, 3, due(400), NOW, NOW),
            new Candidate(id, "z", 0.4, 3, due(500), NOW.minusSeconds(1), NOW),
            new Candidate(id, "a", 0.4, 3, due(500), NOW, NOW),
            new Candidate(id, "b", 0.4, 2, due(500), NOW, NOW));
    List<Candidate> shuffled = new ArrayList<>(ranked);
    Random random = new Random(7);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(shuffled, random);
      assertThat(ReleasePolicy.decide(new CrewBudget(0, 1, 0), 0, shuffled).waiting())
          .isEqualTo(ranked);
    }
  }

  @Test
  void aBudgetThatCannotBeIsRefused() {
    assertThatThrownBy(() -> new CrewBudget(2, 4, 24))
        .hasMessageContaining("hoursPerOrder 4.0 is more than hoursPerWeek 2.0");
    assertThatThrownBy(() -> new CrewBudget(-1, 4, 24))
        .hasMessage("hoursPerWeek must be 0 to 10000, but was -1.0");
    assertThatThrownBy(() -> new CrewBudget(8, 0, 24))
        .hasMessageContaining("hoursPerOrder must be more than 0");
    assertThatThrownBy(() -> new CrewBudget(8, 4, Double.NaN))
        .hasMessageContaining("urgentWithinHours must be 0 to 8760, but was NaN");
  }

  private static Candidate candidate(String name, double risk, int priority, long hoursToDue) {
    return new Candidate(
        UUID.nameUUIDFromBytes(name.getBytes(UTF_8)),
        name,
        risk,
        priority,
        due(hoursToDue),
        NOW,
        NOW);
  }

  private static Instant due(long hours) {
    return NOW.plus(Duration.ofHours(hours));
  }

  private static List<String> names(Decision decision) {
    return decision.released().stream()
        .map(release -> release.candidate().advisoryId() + " " + release.why())
        .toList();
  }
}
