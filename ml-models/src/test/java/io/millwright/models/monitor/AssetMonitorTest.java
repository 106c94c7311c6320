package io.millwright.models.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.Quality;
import io.millwright.models.advisory.Advisory;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.detection.State;
import io.millwright.models.detection.StateChange;
import io.millwright.models.health.Health;
import io.millwright.models.health.Likelihood;
import io.millwright.models.monitor.MaintenanceRecord.Kind;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.plan.PumpPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssetMonitorTest {
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");
  private static final long START = 1_767_225_600_000_000L;
  private static final long MINUTE = PumpPlan.MINUTE;

  private AssetMonitor monitor = new AssetMonitor(PUMP, PumpPlan.PLAN);
  private final List<Advisory> advisories = new ArrayList<>();
  private final List<DescriptorVector> vectors = new ArrayList<>();
  private final List<StateChange> changes = new ArrayList<>();
  private final List<Health> health = new ArrayList<>();

  private void take(Conclusions conclusions) {
    advisories.addAll(conclusions.advisories());
    vectors.addAll(conclusions.descriptors());
    changes.addAll(conclusions.stateChanges());
    health.addAll(conclusions.health());
  }

  private static MeasurementsBuilder batch() {
    return Measurements.builder(PUMP, "test:1");
  }

  private void vibration(double minute, double value) {
    long time = START + Math.round(minute * MINUTE);
    take(monitor.accept(batch().add("vibration", time, value).build(), PumpPlan.MODELS));
  }

  private void vibrations(int fromMinute, int toMinute, double value) {
    for (int minute = fromMinute; minute < toMinute; minute++) {
      vibration(minute, value);
    }
  }

  private void maintenance(int minute, Kind kind, boolean replaced) {
    String rule = kind == Kind.NO_FAULT_FOUND ? "bearing-soon" : "";
    take(
        monitor.accept(
            new MaintenanceRecord(START + minute * MINUTE, "bearing", rule, kind, replaced)));
  }

  /** Lets event time pass the scan of that minute. */
  private void complete(int minute) {
    take(monitor.advanceTo(START + (minute + 4) * MINUTE, PumpPlan.MODELS));
  }

  private double value(DescriptorVector vector, String name) {
    return vector.values()[vector.names().indexOf(name)];
  }

  @Test
  void evaluatesAScanWhenEventTimeHasPassedItsEndByTheLateness() {
    vibration(0, 1);
    vibration(3.999, 1);
    assertThat(vectors).isEmpty();

    vibration(4, 1);

    assertThat(vectors).hasSize(1);
    assertThat(vectors.get(0).timeMicros()).isEqualTo(START + MINUTE);
  }

  @Test
  void aMissingScanIsAGapAndNoZero() {
    vibration(0, 2);
    vibration(1, 4);
    vibration(3, 6);
    complete(3);

    assertThat(vectors).hasSize(3);
    assertThat(value(vectors.get(2), "vibration/mean3")).isEqualTo(5);
    assertThat(value(vectors.get(2), "vibration/age")).isEqualTo(3);
    assertThat(value(vectors.get(2), "temperature/last")).isNaN();
  }

  @Test
  void doesNotUseWhatIsBadImplausibleUnknownOrLate() {
    MeasurementsBuilder batch =
        batch()
            .add("vibration", START, 5_000)
            .add("vibration", START + 1, 1, Quality.BAD)
            .add("vibration", START + 2, 1, Quality.STALE)
            .add("vibration", START + 3, 2, Quality.UNCERTAIN)
            .add("elsewhere", START + 4, 1);
    take(monitor.accept(batch.build(), PumpPlan.MODELS));
    vibration(4, 3);
    vibration(0.5, 9);
    complete(0);

    assertThat(value(vectors.get(0), "vibration/last")).isEqualTo(2);
    assertThat(monitor.counts()).isEqualTo(new IntakeCounts(2, 1, 2, 1, 1, 0));
  }

  @Test
  void refusesReadingsFromTheFutureSoThatOneWrongClockDoesNotStopTheAsset() {
    Measurements hostile =
        batch()
            .receivedTimeMicros(START)
            .add("vibration", START + 10 * MINUTE + 1, 9)
            .add("vibration", Long.MAX_VALUE, 9)
            .add("vibration", Long.MIN_VALUE, 9)
            .build();
    take(monitor.accept(hostile, PumpPlan.MODELS));
    vibration(0, 1);
    complete(0);

    assertThat(monitor.counts().ahead()).isEqualTo(3);
    assertThat(vectors).hasSize(1);
  }

  @Test
  void takesHistoriesWhoseEventTimeIsFarBeforeTheirReceivedTime() {
    Measurements history =
        batch()
            .receivedTimeMicros(START + 365L * 24 * 60 * MINUTE)
            .add("vibration", START, 1)
            .add("vibration", START + 4 * MINUTE, 1)
            .build();
    take(monitor.accept(history, PumpPlan.MODELS));

    assertThat(vectors).hasSize(1);
  }

  @Test
  void jumpsOverHundredsOfYearsAtOnce() {
    vibrations(0, 10, 3);

    take(monitor.advanceTo(START + 400L * 365 * 24 * 60 * MINUTE, PumpPlan.MODELS));
    take(monitor.advanceTo(Long.MAX_VALUE, PumpPlan.MODELS));

    assertThat(vectors).hasSize(10);
    assertThat(changes).last().extracting(StateChange::state).isEqualTo(State.UNKNOWN);
    assertThat(changes).last().extracting(StateChange::timeMicros).isEqualTo(START + 14 * MINUTE);
  }

  @Test
  void aReadingCostsNoMemory() {
    vibration(0, 1);
    MeasurementsBuilder builder = batch();
    for (int i = 0; i < 50_000; i++) {
      builder.add(i % 2 == 0 ? "vibration" : "temperature", START + i, 1);
    }
    Measurements batch = builder.build();
    monitor.accept(batch, PumpPlan.MODELS);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    monitor.accept(batch, PumpPlan.MODELS);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(monitor.counts().used()).isEqualTo(100_001);
    assertThat(bytes).isLessThan(50_000);
  }

  @Test
  void refusesReadingsOfAnotherAsset() {
    Measurements other = Measurements.builder(AssetKey.of("demo", "pump-2"), "test:1").build();

    assertThatThrownBy(() -> monitor.accept(other, PumpPlan.MODELS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("demo/pump-2")
        .hasMessageContaining("demo/pump-1");
  }

  @Test
  void raisesOneAdvisoryInAnEpisodeHoweverLongItLasts() {
    vibrations(0, 5, 1);
    vibration(5, 6);
    vibrations(6, 7, 1);
    vibrations(7, 40, 6);
    complete(39);

    assertThat(advisories).hasSize(1);
    Advisory advisory = advisories.get(0);
    assertThat(advisory.episodeStartMicros()).isEqualTo(START + 8 * MINUTE);
    assertThat(advisory.raisedAtMicros()).isEqualTo(START + 9 * MINUTE);
    assertThat(advisory.id()).matches("[0-9a-f]{64}");
    assertThat(advisory.dueByMicros())
        .isEqualTo(advisory.raisedAtMicros() + Duration.ofHours(20).toNanos() / 1_000);
  }

  @Test
  void atTheLimitTheConditionDoesNotHold() {
    vibrations(0, 10, 5);
    complete(9);

    assertThat(advisories).isEmpty();
  }

  @Test
  void raisesAnewAfterTheConditionWasClearForThePlansTime() {
    vibrations(0, 5, 6);
    vibrations(5, 7, 2);
    vibrations(7, 10, 6);
    complete(9);
    assertThat(advisories).as("clear for two scans, three are asked for").hasSize(1);

    vibrations(14, 17, 2);
    vibrations(17, 20, 6);
    complete(19);

    assertThat(advisories).hasSize(2);
    assertThat(advisories.get(0).id()).isNotEqualTo(advisories.get(1).id());
  }

  @Test
  void betweenTheLimitsAnEpisodeNeitherEndsNorBeginsAnew() {
    vibrations(0, 5, 6);
    vibrations(5, 30, 4);
    vibrations(30, 35, 6);
    complete(34);

    assertThat(advisories).hasSize(1);
  }

  @Test
  void anAdvisoryIsReadableByATechnician() {
    MeasurementsBuilder warm = batch();
    for (int minute = 0; minute < 10; minute++) {
      warm.add("temperature", START + minute * MINUTE, 40.25);
      warm.add("vibration", START + minute * MINUTE, minute < 5 ? 1.5 : 6.125);
    }
    take(monitor.accept(warm.build(), PumpPlan.MODELS));
    complete(9);

    Advisory advisory = advisories.get(0);
    assertThat(advisory.title()).isEqualTo("Bearing of pump-1: 39 h left");
    assertThat(advisory.explanation())
        .isEqualTo(
            "The probability of failure within 2 h is 61 %, above the limit of 50 %."
                + " vibration (velocity at the drive end) is 3.35 mm/s, up from 1.5 mm/s when new."
                + " vibration is in ALERT: 6.125 mm/s, above the limit of 4.5 mm/s."
                + " Due 2026-01-01 19:29 UTC.");
    assertThat(advisory.evidence()).hasSize(2);
    assertThat(advisory.evidence().get(0).subject()).isEqualTo("failure probability");
    assertThat(advisory.evidence().get(1).unit()).isEqualTo("mm/s");
    assertThat(advisory.trendPoints()).containsExactly("vibration");
    assertThat(advisory.trendFromMicros()).isEqualTo(START);
    assertThat(advisory.contributions()).hasSize(2);
    assertThat(advisory.checklist()).hasSize(2);
  }

  @Test
  void noFaultFoundShelvesTheRuleForThePlansTime() {
    vibrations(0, 10, 6);
    maintenance(12, Kind.NO_FAULT_FOUND, false);
    vibrations(10, 72, 6);
    complete(70);
    assertThat(advisories).hasSize(1);

    vibrations(72, 80, 6);
    complete(79);

    assertThat(advisories).hasSize(2);
    assertThat(advisories.get(1).raisedAtMicros()).isEqualTo(START + 72 * MINUTE);
  }

  @Test
  void whileAWorkOrderIsOpenNothingIsRaised() {
    maintenance(0, Kind.OPEN, false);
    vibrations(0, 10, 6);
    complete(9);
    assertThat(advisories).isEmpty();

    maintenance(14, Kind.CANCELLED, false);
    vibrations(14, 20, 6);
    complete(19);

    assertThat(advisories).hasSize(1);
    assertThat(advisories.get(0).episodeStartMicros()).isEqualTo(START + 15 * MINUTE);
  }

  @Test
  void aMendedFaultEndsTheEpisodeSoThatTheNextFaultIsRaised() {
    vibrations(0, 10, 6);
    maintenance(10, Kind.FAULT_MENDED, false);
    vibrations(10, 20, 6);
    complete(19);

    assertThat(advisories).hasSize(2);
    assertThat(advisories.get(1).episodeStartMicros()).isEqualTo(START + 11 * MINUTE);
  }

  @Test
  void aReplacedComponentGetsABaselineOfItsOwn() {
    vibrations(0, 10, 2);
    maintenance(10, Kind.FAULT_MENDED, true);
    vibrations(10, 20, 4);
    complete(19);

    assertThat(value(vectors.get(9), "vibration/drift50")).isZero();
    assertThat(value(vectors.get(10), "vibration/mean3")).isEqualTo(4);
    assertThat(value(vectors.get(11), "vibration/drift50")).isNaN();
    assertThat(value(vectors.get(19), "vibration/drift50")).isZero();
    assertThat(value(vectors.get(19), "vibration/age")).isEqualTo(9);
  }

  @Test
  void healthIsTheShareOfLifeLeftAndTheWorstState() {
    vibrations(0, 3, 1);
    vibrations(3, 6, 8);
    complete(5);

    assertThat(health.get(0).index()).isEqualTo(0.9);
    assertThat(health.get(0).state()).isEqualTo(State.NORMAL);
    assertThat(health.get(5).index()).isEqualTo(0.2);
    assertThat(health.get(5).state()).isEqualTo(State.ALARM);
    assertThat(health.get(5).likelihoods()).containsExactly(new Likelihood("bearing", 0.8, 1));
  }

  @Test
  void withoutModelsTheOtherBlocksWork() {
    MeasurementsBuilder batch = batch();
    for (int minute = 0; minute < 10; minute++) {
      batch.add("vibration", START + minute * MINUTE, 8);
    }
    Conclusions conclusions = monitor.accept(batch.build(), ModelCatalog.EMPTY);

    assertThat(conclusions.prognoses()).isEmpty();
    assertThat(conclusions.advisories()).isEmpty();
    assertThat(conclusions.stateChanges())
        .extracting(StateChange::state)
        .containsExactly(State.ALARM);
    assertThat(conclusions.health()).last().extracting(Health::index).isEqualTo(0.0);
  }

  @Test
  void saysWhyAModelIsNotUsed() {
    ModelCatalog swapped =
        (tenant, name) -> PumpPlan.MODELS.find(tenant, name.replace("failure", "life"));
    MeasurementsBuilder batch = batch();
    batch.add("vibration", START, 8).add("vibration", START + 5 * MINUTE, 8);
    monitor.accept(batch.build(), swapped);

    assertThat(monitor.modelProblem())
        .contains("bearing-failure", "REMAINING_LIFE", "FAILURE_WITHIN_HORIZON");
  }

  @Test
  void keepsOpenEpisodesUnderAPlanThatHasLostItsWindows() {
    vibrations(0, 10, 6);
    complete(9);
    String other =
        PumpPlan.YAML
            .replace("version: 1", "version: 2")
            .replace("period: PT1M", "period: PT2M")
            .replace("lateness: PT3M", "lateness: PT2M");

    monitor = monitor.under(MonitoringPlan.parse(other));
    vibrations(13, 40, 6);
    complete(39);

    assertThat(advisories).hasSize(1);
    assertThat(monitor.plan().version()).isEqualTo(2);
    assertThat(vectors).extracting(DescriptorVector::timeMicros).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void anAdvisorySaysOfAStateThatOutlastsItsConditionThatItNoLongerHolds() {
    for (int minute = 0; minute < 12; minute++) {
      // Below 5 at first, then within the deadband of 1; vibration comes last.
      take(
          monitor.accept(
              batch()
                  .add("temperature", START + minute * MINUTE, minute < 5 ? 2 : 5.5)
                  .add("vibration", START + minute * MINUTE, minute < 9 ? 1 : 6)
                  .build(),
              PumpPlan.MODELS));
    }
    complete(12);

    assertThat(advisories).hasSize(1);
    assertThat(advisories.get(0).explanation())
        .contains("vibration is in ALERT: 6 mm/s, above the limit of 4.5 mm/s.")
        .contains("temperature is still in ALERT: 5.5 °C, no longer below the limit of 5 °C.");
    assertThat(advisories.get(0).evidence())
        .extracting(evidence -> evidence.subject())
        .containsExactly("failure probability", "vibration");
  }

  @Test
  void aLatchedStateEndsWhenTheWorkOrderIsClosed() {
    monitor =
        monitor.under(
            MonitoringPlan.parse(
                PumpPlan.YAML.replace("deadband: 0.5, scans: 2", "scans: 1, latched: true")));
    vibrations(0, 3, 5);
    vibrations(3, 10, 1);
    complete(9);
    assertThat(changes).extracting(StateChange::state).containsExactly(State.ALERT);

    maintenance(12, Kind.FAULT_MENDED, false);
    vibrations(12, 20, 1);
    complete(20);

    assertThat(changes)
        .extracting(StateChange::state)
        .startsWith(State.ALERT, State.NORMAL)
        .doesNotContain(State.ALARM);
  }

  @Test
  void refusesSnapshotsThatAreDamagedOrOfAnotherPlan() {
    vibrations(0, 10, 6);
    byte[] snapshot = monitor.snapshot();
    byte[] cut = Arrays.copyOf(snapshot, snapshot.length - 3);
    MonitoringPlan other = MonitoringPlan.parse(PumpPlan.YAML.replace("version: 1", "version: 2"));

    assertThatThrownBy(() -> AssetMonitor.restore(PUMP, PumpPlan.PLAN, new byte[] {1, 2, 3, 4, 5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no snapshot");
    assertThatThrownBy(() -> AssetMonitor.restore(PUMP, PumpPlan.PLAN, cut))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AssetMonitor.restore(PUMP, other, snapshot))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("under plan");
  }
}
