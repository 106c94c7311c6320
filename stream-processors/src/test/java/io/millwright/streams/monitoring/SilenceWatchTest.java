package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.streams.monitoring.MonitoredAsset.Pace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The watch alone, with the monitors of many assets. */
class SilenceWatchTest {
  private static final long MINUTE = 60_000_000L;
  private static final ModelCatalog NO_MODELS = (tenant, name) -> null;
  private static final MonitoringPlan PLAN = MonitoringPlan.parse(Pumps.limitPlan("PT1M", 3));

  private final Map<AssetKey, MonitoredAsset> assets = new HashMap<>();
  private SilenceWatch watch = new SilenceWatch();

  private void hear(AssetKey asset, long timeMicros, long nowMicros) {
    MonitoredAsset monitored =
        assets.computeIfAbsent(
            asset, absent -> MonitoredAsset.under(new AssetMonitor(asset, PLAN), null));
    monitored
        .monitor()
        .accept(
            Measurements.builder(asset, "mqtt:plant").add("wear", timeMicros, 20).build(),
            NO_MODELS);
    monitored.heard(timeMicros, nowMicros);
    watch.heard(asset, monitored, nowMicros);
  }

  /** The ticks of one look, which reach the monitors as they would by the topic. */
  private List<Long> look(long nowMicros) {
    List<Long> ticks = new ArrayList<>();
    Map<AssetKey, Long> written = new HashMap<>();
    watch.look(nowMicros, assets::get, written::put);
    written.forEach(
        (asset, time) -> {
          ticks.add(time);
          MonitoredAsset monitored = Objects.requireNonNull(assets.get(asset));
          monitored.monitor().advanceTo(time, NO_MODELS);
          watch.ticked(asset, monitored, nowMicros);
        });
    return ticks;
  }

  @Test
  void givesManyThatDieAtOnceTheirTurnsAndThenCostsNothing() {
    int dead = SilenceWatch.MOST_LOOKS + 100;
    for (int i = 0; i < dead; i++) {
      hear(Pumps.pump(i), Pumps.BASE, Pumps.BASE);
      hear(Pumps.pump(i), Pumps.BASE + MINUTE, Pumps.BASE + MINUTE);
    }
    long now = Pumps.BASE + 100 * MINUTE;

    List<Integer> each = new ArrayList<>();
    for (int look = 0; look < 8; look++) {
      each.add(look(now + look).size());
    }

    assertThat(each).allMatch(number -> number <= SilenceWatch.MOST_LOOKS);
    // One for the open scan, and one for the state that is lost.
    assertThat(each.stream().mapToInt(number -> number).sum()).isEqualTo(2 * dead);
    Set<AssetKey> asked = new HashSet<>();
    watch.look(now + 100 * MINUTE, asset -> asked.add(asset) ? null : null, (asset, time) -> {});
    assertThat(asked).isEmpty();
  }

  @Test
  void writesNoTickTwiceWhileItIsOnItsWay() {
    hear(Pumps.pump(1), Pumps.BASE, Pumps.BASE);
    List<Long> ticks = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      watch.look(Pumps.BASE + minute * MINUTE, assets::get, (asset, time) -> ticks.add(time));
    }
    assertThat(ticks).containsExactly(Pumps.BASE + MINUTE);
  }

  @Test
  void goesOnAfterARestartWithWhatIsStored() {
    AssetKey asset = Pumps.pump(1);
    hear(asset, Pumps.BASE, Pumps.BASE + 5 * MINUTE);
    byte[] bytes = StoredMonitor.of(Objects.requireNonNull(assets.get(asset))).write();

    StoredMonitor stored = StoredMonitor.read(bytes);
    assets.put(
        asset,
        new MonitoredAsset(AssetMonitor.restore(asset, PLAN, stored.snapshot()), stored.pace()));
    watch = new SilenceWatch();
    watch.restored(asset, stored);

    assertThat(look(Pumps.BASE + 7 * MINUTE)).isEmpty();
    assertThat(look(Pumps.BASE + 8 * MINUTE)).containsExactly(Pumps.BASE + MINUTE);
    assertThat(look(Pumps.BASE + 10 * MINUTE)).isEmpty();
    assertThat(look(Pumps.BASE + 11 * MINUTE)).containsExactly(Pumps.BASE + 4 * MINUTE);
    assertThat(look(Pumps.BASE + 999 * MINUTE)).isEmpty();
  }

  @Test
  void leavesWhatWasStoredBeforeThereWereTicksAloneUntilItIsHeard() {
    AssetKey asset = Pumps.pump(1);
    hear(asset, Pumps.BASE, Pumps.BASE);
    StoredMonitor now = StoredMonitor.of(Objects.requireNonNull(assets.get(asset)));
    byte[] bytes = now.write();
    byte[] before =
        ByteBuffer.allocate(bytes.length - 3 * Long.BYTES)
            .put((byte) 1)
            .put(bytes, 1, 64)
            .put(now.snapshot())
            .array();

    StoredMonitor stored = StoredMonitor.read(before);

    assertThat(stored.planSha256()).isEqualTo(PLAN.sha256());
    assertThat(stored.snapshot()).isEqualTo(now.snapshot());
    assertThat(stored.pace()).isEqualTo(Pace.NOT_LIVE);
    watch = new SilenceWatch();
    watch.restored(asset, stored);
    assertThat(look(Pumps.BASE + 99 * MINUTE)).isEmpty();
    assertThat(Arrays.copyOf(bytes, 1)).isNotEqualTo(Arrays.copyOf(before, 1));
  }

  @Test
  void forgetsADelayAsTheClockGoesOn() {
    MonitoredAsset asset = MonitoredAsset.under(new AssetMonitor(Pumps.pump(1), PLAN), null);
    asset.heard(Pumps.BASE, Pumps.BASE + 60 * MINUTE);
    assertThat(asset.pace().delayMicros()).isEqualTo(60 * MINUTE);
    asset.heard(Pumps.BASE + 80 * MINUTE, Pumps.BASE + 80 * MINUTE);
    assertThat(asset.pace().delayMicros()).isEqualTo(40 * MINUTE);
    asset.heard(Pumps.BASE + 200 * MINUTE, Pumps.BASE + 201 * MINUTE);
    assertThat(asset.pace().delayMicros()).isEqualTo(MINUTE);
    assertThat(asset.isLive()).isTrue();
    asset.heard(Pumps.BASE, Pumps.BASE + 7 * 60 * MINUTE);
    assertThat(asset.isLive()).isFalse();
    asset.heard(Pumps.BASE + 999 * MINUTE, Pumps.BASE);
    assertThat(asset.isLive()).isFalse();
  }
}
