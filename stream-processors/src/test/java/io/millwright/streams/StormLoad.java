package io.millwright.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.AlarmEvent;
import io.millwright.contracts.wire.State;
import io.millwright.contracts.wire.StateDetection;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.streams.monitoring.MonitoredReference;
import io.millwright.streams.monitoring.Pumps;
import io.millwright.streams.server.KafkaIo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A whole plant that breaches its limits in the same scan, and a history that comes ten times. */
final class StormLoad {
  private static final String TENANT = "storm";

  /** As a soak: {@code -Dmillwright.storm.assets=1000}. */
  private static final int ASSETS = Integer.getInteger("millwright.storm.assets", 100);

  private static final int REPLAYS = 10;
  private static final int SCANS = 8;
  private static final int BREACH = 3;
  private static final long MINUTE = 60_000_000L;

  private static final String PLAN =
      Pumps.limitPlan("PT1M", 10)
          + """
            advisories:
              - rule: worn
                failureMode: wear-out
                when: {detectors: {of: [wear-high], atLeast: 1, level: ALARM}}
                persistenceScans: 2
                priority: 2
                title: "Pump worn"
                explanation: "{asset} is worn. {states}"
                recommendedAction: Exchange the impeller.
            """;

  private final KafkaIo io;
  private final Random random = new Random(20261122);
  private final List<AssetKey> assets = new ArrayList<>();
  private int replayed;

  StormLoad(KafkaIo io) {
    this.io = io;
    for (int asset = 0; asset < ASSETS; asset++) {
      assets.add(AssetKey.of(TENANT, "pump-" + asset));
    }
  }

  /** The plans, as they must be there before the readings. */
  void release() {
    assets.forEach(asset -> io.send(Topics.PLANS, asset, Pumps.release(asset, PLAN)));
    io.flush();
  }

  /**
   * Sends the history once more, if it did not come ten times: scan by scan, and within a scan the
   * assets in any order.
   */
  void replay() {
    if (replayed == REPLAYS) {
      return;
    }
    replayed++;
    for (int scan = 0; scan < SCANS; scan++) {
      Collections.shuffle(assets, random);
      for (AssetKey asset : assets) {
        io.send(Topics.MEASUREMENTS, asset, readings(asset, scan));
      }
    }
    io.flush();
  }

  /** Sends what is left of the ten times. */
  void end() {
    while (replayed < REPLAYS) {
      replay();
    }
  }

  private static Measurements readings(AssetKey asset, int scan) {
    return Measurements.builder(asset, "mqtt:plant")
        .sourceSequence(scan + 1L)
        .add("wear", Pumps.BASE + scan * MINUTE, scan < BREACH ? 20 : 90)
        .build();
  }

  /** One episode of each asset, the one that the engine alone opens, and one alarm. */
  void assertOneEpisodeEach() {
    MonitoringPlan plan = MonitoringPlan.parse(PLAN);
    List<Advisory> expected = new ArrayList<>();
    for (AssetKey asset : assets) {
      AssetMonitor monitor = new AssetMonitor(asset, plan);
      for (int scan = 0; scan < SCANS; scan++) {
        expected.addAll(
            MonitoredReference.advisories(
                asset, plan, monitor.accept(readings(asset, scan), Pumps.models())));
      }
    }
    assertThat(expected).hasSize(ASSETS);
    assertThat(io.values(Topics.ADVISORIES))
        .filteredOn(advisory -> advisory.getTenant().equals(TENANT))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(io.values(Topics.STATES))
        .filteredOn(state -> state.getTenant().equals(TENANT))
        .filteredOn(state -> state.getState() == State.STATE_ALARM)
        .extracting(StateDetection::getAsset)
        .hasSize(ASSETS)
        .doesNotHaveDuplicates();
    assertThat(io.values(Topics.ALARMS))
        .filteredOn(alarm -> alarm.getTenant().equals(TENANT) && alarm.getAnnunciated())
        .extracting(AlarmEvent::getAsset)
        .hasSize(ASSETS)
        .doesNotHaveDuplicates();
  }
}
