package io.millwright.models.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.advisory.Advisory;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.detection.StateChange;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.plan.PumpPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Snapshots that earlier programs wrote, after 40 minutes of the history below, are read, and what
 * follows is what would have followed.
 */
class SnapshotFormatsTest {
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");
  private static final long START = 1_767_225_600_000_000L;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = SnapshotFormatsTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static void feed(AssetMonitor monitor, int minute, boolean numbered, List<Object> told) {
    if (minute % 7 == 5) {
      return;
    }
    long time = START + minute * PumpPlan.MINUTE;
    // From the 50th minute on the bearing is failing.
    double vibration = 3 + minute % 5 * 0.7 + (minute < 50 ? 0 : 4);
    Conclusions conclusions =
        monitor.accept(
            Measurements.builder(PUMP, "mqtt:pump")
                .sourceSequence(numbered ? minute + 1 : 0)
                .add("vibration", time, vibration)
                .add("temperature", time + PumpPlan.SECOND, 40 + minute * 0.1)
                .build(),
            PumpPlan.MODELS);
    told.addAll(conclusions.descriptors());
    told.addAll(conclusions.stateChanges());
    conclusions.advisories().stream().map(Advisory::id).forEach(told::add);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void goesOnFromASnapshotOfAnEarlierFormat(int format) throws IOException {
    MonitoringPlan plan =
        MonitoringPlan.parse(
            new String(resource("plan-of-snapshots.yaml"), StandardCharsets.UTF_8));
    boolean numbered = format > 1;
    AssetMonitor whole = new AssetMonitor(PUMP, plan);
    for (int minute = 0; minute < 40; minute++) {
      feed(whole, minute, numbered, new ArrayList<>());
    }
    AssetMonitor restored =
        AssetMonitor.restore(PUMP, plan, resource("format-" + format + ".snapshot"));

    List<Object> expected = new ArrayList<>();
    List<Object> told = new ArrayList<>();
    for (int minute = 40; minute < 80; minute++) {
      feed(whole, minute, numbered, expected);
      feed(restored, minute, numbered, told);
    }

    assertThat(told)
        .hasSameSizeAs(expected)
        .hasSizeGreaterThan(30)
        .anyMatch(StateChange.class::isInstance);
    for (int i = 0; i < told.size(); i++) {
      if (told.get(i) instanceof DescriptorVector vector) {
        double[] values = ((DescriptorVector) expected.get(i)).values();
        assertThat(vector.values()).containsExactly(values, within(1e-9));
      } else {
        assertThat(told.get(i)).isEqualTo(expected.get(i));
      }
    }
  }
}
