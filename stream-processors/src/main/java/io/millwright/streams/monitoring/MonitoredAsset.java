package io.millwright.streams.monitoring;

import io.millwright.models.monitor.AssetMonitor;
import java.time.Duration;
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

  private final AssetMonitor monitor;
  private Pace pace;

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
