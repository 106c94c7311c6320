package io.millwright.streams.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.WorkOrderEvent;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.plan.MonitoringPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Monitors as the stores of the graph hold them. */
class StoredMonitorsTest {
  private static final AssetKey PUMP = Pumps.pump(1);

  @TempDir Path directory;
  private MonitoringGraph graph;

  @BeforeEach
  void start() {
    graph = MonitoringGraph.start(directory);
  }

  @AfterEach
  void stop() {
    graph.close();
  }

  @Test
  void keepsEachMonitorAsItsSnapshotInTheChangeLog() {
    graph.plan(PUMP, Pumps.plan(1));
    graph.plan(Pumps.pump(2), Pumps.plan(1));
    graph.hours(1, 0, 30);
    graph.hours(2, 0, 3);

    MonitoringPlan plan = MonitoringPlan.parse(Pumps.plan(1));
    AssetMonitor expected = new AssetMonitor(PUMP, plan);
    for (int hour = 0; hour < 30; hour++) {
      expected.accept(Pumps.readings(1, hour), Pumps.models());
    }
    Map<String, byte[]> stored = graph.changeLog("asset-monitors");
    assertThat(stored).containsOnlyKeys("acme/pump-1", "acme/pump-2");
    assertThat(StoredForm.Whole.read(Objects.requireNonNull(stored.get("acme/pump-1"))).bytes())
        .isEqualTo(MonitoredReference.stored(expected));
    assertThat(graph.changeLog("plan-documents")).containsOnlyKeys(plan.sha256());
  }

  @Test
  void goesOnFromItsReadingsSinceTheSnapshotAsIfNothingHadHappened() {
    Random random = new Random(3);
    int restarts = 0;
    try (MonitoringGraph undisturbed = MonitoringGraph.start(directory.resolve("undisturbed"))) {
      for (MonitoringGraph each : List.of(graph, undisturbed)) {
        each.plan(PUMP, Pumps.plainPlan());
        each.plan(Pumps.pump(7), Pumps.plainPlan());
      }
      for (int hour = 0; hour < 150; hour++) {
        for (MonitoringGraph each : List.of(graph, undisturbed)) {
          each.hours(1, hour, hour + 1);
          each.hours(7, hour, hour + 1);
          if (hour == 60) {
            each.pipe(Topics.WORK_ORDERS, PUMP, confirmed(hour));
          }
        }
        if (random.nextInt(6) == 0) {
          graph.losesItsMonitors();
          restarts++;
        }
      }

      assertThat(restarts).isGreaterThan(15);
      assertThat(graph.read(Topics.DESCRIPTORS)).isEqualTo(undisturbed.read(Topics.DESCRIPTORS));
      assertThat(graph.read(Topics.STATES)).isEqualTo(undisturbed.read(Topics.STATES));
      assertThat(graph.read(Topics.HEALTH)).isEqualTo(undisturbed.read(Topics.HEALTH)).isNotEmpty();
      assertThat(graph.read(Topics.ADVISORIES))
          .isEqualTo(undisturbed.read(Topics.ADVISORIES))
          .hasSizeGreaterThan(3);
      assertThat(graph.count("states.unusable")).isZero();
    }
  }

  private static WorkOrderEvent confirmed(int hour) {
    return WorkOrderEvent.newBuilder()
        .setTenant("acme")
        .setAsset("pump-1")
        .setFailureMode("wear-out")
        .setStatus(WorkOrderEvent.Status.COMPLETED)
        .setFinding(WorkOrderEvent.Finding.CONFIRMED)
        .setTimeMicros(Pumps.BASE + hour * Pumps.HOUR)
        .build();
  }

  @Test
  void writesFewBytesOfAnAssetWhosePlanNeedsNoModel() {
    graph.plan(PUMP, Pumps.plainPlan());
    graph.hours(1, 0, 100);
    Map<String, byte[]> stored = graph.changeLog("asset-monitors");

    assertThat(stored).hasSize(1 + StoredForm.SLOTS);
    int whole = Objects.requireNonNull(stored.get("acme/pump-1")).length;
    stored.remove("acme/pump-1");
    assertThat(stored).allSatisfy((key, bytes) -> assertThat(bytes.length).isLessThan(whole / 5));
  }

  @Test
  @SuppressWarnings("unchecked")
  void beginsAnewWhenAStoredMonitorCannotBeReadAndLeavesTheOthersAlone() {
    graph.plan(PUMP, Pumps.plan(1));
    graph.plan(Pumps.pump(2), Pumps.plan(1));
    graph.hours(1, 0, 5);
    graph.hours(2, 0, 5);
    graph.read(Topics.HEALTH);
    LiveStore<AssetKey, MonitoredAsset> store =
        (LiveStore<AssetKey, MonitoredAsset>) graph.driver().getStateStore("asset-monitors");
    store.clearCache();
    LeanStore lean = store.findInner(LeanStore.class);
    String sha256 = MonitoringPlan.parse(Pumps.plan(1)).sha256();
    lean.keep(
        Bytes.wrap("acme/pump-1".getBytes(UTF_8)),
        new StoredMonitor(sha256, MonitoredAsset.Pace.NOT_LIVE, 0, new byte[] {1, 2}).write());
    graph.hours(1, 5, 10);
    graph.hours(2, 5, 10);

    assertThat(graph.count("states.unusable")).isEqualTo(1);
    // The one that began anew has no scan open from before.
    assertThat(graph.read(Topics.HEALTH)).hasSize(4 + 5);
  }

  @Test
  @SuppressWarnings("unchecked")
  void doesNotMonitorAnAssetWhoseStoredBytesAreGarbageUntilItsPlanIsReleasedAgain() {
    graph.plan(PUMP, Pumps.plan(1));
    graph.hours(1, 0, 1);
    LiveStore<AssetKey, MonitoredAsset> store =
        (LiveStore<AssetKey, MonitoredAsset>) graph.driver().getStateStore("asset-monitors");
    store.clearCache();
    store.findInner(LeanStore.class).keep(Bytes.wrap("acme/pump-1".getBytes(UTF_8)), new byte[70]);
    graph.hours(1, 1, 5);

    assertThat(graph.count("states.unusable")).isEqualTo(1);
    assertThat(graph.count("readings.without.plan")).isEqualTo(8);

    graph.plan(PUMP, Pumps.plan(1));
    graph.hours(1, 5, 10);
    assertThat(graph.read(Topics.HEALTH)).hasSize(4);
  }
}
