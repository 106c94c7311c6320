package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The monitor of an asset, and how its event time goes with the clock: so the store holds it.
 *
 * <p>An asset is live while the readings that advance its event time come within {@link #HISTORY}
 * of their own time. Its delay is the age at which they come: at most that of the latest message,
 * and what is left of that of earlier ones, which the time since then has made smaller. So a device
 * that stores an hour and then sends it has an hour's delay until it sends again, and one that
 * catches up after an outage loses it as the clock goes on.
 */
final class MonitoredAsset {
  /** Readings older than this, or so far from the future, are a history and not live. */
  static final Duration HISTORY = Duration.ofHours(6);

  private static final long HISTORY_MICROS = HISTORY.toNanos() / 1_000;

  /** Since the last commit; beyond this the whole monitor is hardly more to write. */
  private static final int MOST_MESSAGES = 8;

  private static final int MOST_READINGS = 500;

  private final AssetMonitor monitor;
  private final boolean repeatable;
  private final List<Measurements> sinceStored = new ArrayList<>(1);
  private Pace pace;

  private int readingsSinceStored;

  /** Whether it is stored but for those readings. */
  private boolean stored;

  /**
   * How event time went with the clock when it was last advanced.
   *
   * @param heardMicros what the clock said; {@link #NEVER} = the asset is not live
   * @param delayMicros the age of the readings; negative where its clock is ahead of ours
   */
  record Pace(long heardMicros, long delayMicros) {
    static final long NEVER = Long.MIN_VALUE;
    static final Pace NOT_LIVE = new Pace(NEVER, 0);

    private Pace heard(long oldestMicros, long nowMicros) {
      long delay = nowMicros - oldestMicros;
      if (delay > HISTORY_MICROS || delay < -HISTORY_MICROS) {
        return NOT_LIVE;
      }
      if (heardMicros == NEVER) {
        return new Pace(nowMicros, delay);
      }
      long left = delayMicros - Math.max(0, nowMicros - heardMicros);
      return new Pace(nowMicros, Math.max(delay, left));
    }
  }

  MonitoredAsset(AssetMonitor monitor, Pace pace) {
    this.monitor = monitor;
    this.pace = pace;
    // What models say depends on when they were released, which the readings do not tell.
    this.repeatable = monitor.plan().prognoses().isEmpty();
  }

  /**
   * As it was stored.
   *
   * @param changes what {@link #takeChanges} said since then, in its order
   * @throws IllegalArgumentException if the snapshot or a change is damaged
   */
  static MonitoredAsset restore(
      AssetKey asset, MonitoringPlan plan, StoredMonitor whole, List<byte[]> changes) {
    AssetMonitor monitor = AssetMonitor.restore(asset, plan, whole.snapshot());
    Pace pace = whole.pace();
    for (byte[] change : changes) {
      StoredReadings given = StoredReadings.read(change);
      for (Measurements measurements : given.readings()) {
        monitor.accept(measurements, ModelCatalog.EMPTY);
      }
      pace = given.pace();
    }
    MonitoredAsset restored = new MonitoredAsset(monitor, pace);
    restored.stored = true;
    return restored;
  }

  /** Its monitor has taken an input. */
  void took(MonitorInput input) {
    if (stored
        && repeatable
        && input instanceof MonitorInput.Readings readings
        && sinceStored.size() < MOST_MESSAGES
        && readingsSinceStored + readings.measurements().size() <= MOST_READINGS) {
      sinceStored.add(readings.measurements());
      readingsSinceStored += readings.measurements().size();
    } else {
      begin(false);
    }
  }

  /**
   * The readings since it was last stored; null = it must be stored as a whole. Whatever the answer
   * is, it is stored then.
   */
  byte @Nullable [] takeChanges() {
    byte[] changes =
        stored
            ? new StoredReadings(pace, monitor.nextByTimeAloneMicros(), sinceStored).write()
            : null;
    begin(true);
    return changes;
  }

  private void begin(boolean nowStored) {
    stored = nowStored;
    sinceStored.clear();
    readingsSinceStored = 0;
  }

  /** Under a plan from now on, as was the one before it if there is one. */
  static MonitoredAsset under(AssetMonitor monitor, @Nullable MonitoredAsset before) {
    return new MonitoredAsset(monitor, before == null ? Pace.NOT_LIVE : before.pace);
  }

  AssetMonitor monitor() {
    return monitor;
  }

  Pace pace() {
    return pace;
  }

  boolean isLive() {
    return pace.heardMicros() != Pace.NEVER;
  }

  /**
   * Readings have advanced its event time.
   *
   * @param oldestMicros time of the oldest of them
   * @param nowMicros what the clock says
   */
  void heard(long oldestMicros, long nowMicros) {
    pace = pace.heard(oldestMicros, nowMicros);
  }
}
