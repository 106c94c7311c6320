package io.millwright.models.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.plan.PumpPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Readings of one point and time that differ in their source sequence. */
class CorrectionTest {
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");
  private static final long START = 1_767_225_600_000_000L;

  private AssetMonitor monitor = new AssetMonitor(PUMP, PumpPlan.PLAN);

  private void vibration(long sequence, long second, double value) {
    vibration(sequence, second, value, Quality.GOOD);
  }

  private void vibration(long sequence, long second, double value, Quality quality) {
    monitor.accept(
        Measurements.builder(PUMP, "mqtt:pump")
            .sourceSequence(sequence)
            .add("vibration", START + second * PumpPlan.SECOND, value, quality)
            .build(),
        PumpPlan.MODELS);
  }

  /** The vibration of each scan that was evaluated by the end of the second minute. */
  private List<Double> evaluated() {
    Conclusions conclusions = monitor.advanceTo(START + 5 * PumpPlan.MINUTE, PumpPlan.MODELS);
    List<Double> values = new ArrayList<>();
    for (DescriptorVector vector : conclusions.descriptors()) {
      values.add(vector.values()[vector.names().indexOf("vibration/last")]);
    }
    return values;
  }

  @Test
  void theHighestSequenceCountsWhicheverComesFirst() {
    vibration(7, 10, 2);
    vibration(9, 10, 1);
    vibration(8, 10, 3);

    assertThat(evaluated()).containsExactly(1.0);
  }

  @Test
  void aNumberedReadingCountsBeforeOneThatIsNot() {
    vibration(1, 10, 2);
    vibration(0, 10, 5);

    assertThat(evaluated()).containsExactly(2.0);
  }

  @Test
  void withoutSequencesTheGreatestValueCounts() {
    vibration(0, 10, 5);
    vibration(0, 10, 2);

    assertThat(evaluated()).containsExactly(5.0);
  }

  @Test
  void aLaterReadingCountsBeforeAHigherSequence() {
    vibration(9, 10, 2);
    vibration(1, 11, 5);

    assertThat(evaluated()).containsExactly(5.0);
  }

  @Test
  void aCorrectionThatCannotBeUsedTakesTheReadingBackWhicheverComesFirst() {
    vibration(7, 10, 2);
    vibration(8, 10, 2, Quality.BAD);
    vibration(8, 70, 5_000);
    vibration(7, 70, 3);
    vibration(1, 80, 6);

    assertThat(evaluated()).containsExactly(6.0);
  }

  @Test
  void aReadingCorrectsOneThatCouldNotBeUsed() {
    vibration(7, 10, 5_000);
    vibration(8, 10, 2);

    assertThat(evaluated()).containsExactly(2.0);
  }

  @Test
  void aScanIsNotEvaluatedForWhatCannotBeUsed() {
    vibration(7, 10, 5_000);
    vibration(8, 70, 2);

    assertThat(evaluated()).containsExactly(2.0);
  }

  @Test
  void aCorrectionComesTooLateForAScanThatIsEvaluated() {
    vibration(7, 10, 2);
    assertThat(evaluated()).containsExactly(2.0);

    vibration(8, 10, 3);

    assertThat(evaluated()).isEmpty();
    assertThat(monitor.counts().late()).isEqualTo(1);
  }

  @Test
  void tellsWhatCameTooLateOncePerInput() {
    vibration(7, 10, 2);
    evaluated();

    Conclusions conclusions =
        monitor.accept(
            Measurements.builder(PUMP, "mqtt:pump")
                .add("vibration", START + 70 * PumpPlan.SECOND, 1)
                .add("vibration", START + 20 * PumpPlan.SECOND, 1)
                .add("vibration", START + 40 * PumpPlan.SECOND, 1)
                .add("vibration", START + 50 * PumpPlan.SECOND, 1, Quality.BAD)
                .add("vibration", START + 301 * PumpPlan.SECOND, 1)
                .build(),
            PumpPlan.MODELS);

    assertThat(conclusions.late())
        .isEqualTo(
            new LateReadings(
                3,
                START + 20 * PumpPlan.SECOND,
                START + 70 * PumpPlan.SECOND,
                START + 300 * PumpPlan.SECOND,
                List.of("vibration")));
    assertThat(monitor.advanceTo(START + 302 * PumpPlan.SECOND, PumpPlan.MODELS).late()).isNull();
  }

  @Test
  void aPlanReleasedAnewKeepsTheSequencesOfOpenScans() {
    vibration(8, 10, 2);
    vibration(9, 70, 3, Quality.BAD);

    monitor =
        monitor.under(MonitoringPlan.parse(PumpPlan.YAML.replace("version: 1", "version: 2")));
    vibration(7, 10, 5);
    vibration(7, 70, 3);

    assertThat(evaluated()).containsExactly(2.0);
  }
}
