package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.models.monitor.AssetMonitor;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the assets of a task that have fallen silent, and how far event time must go for their
 * monitors to notice. It decides by the clock; what it decides becomes a recorded input, and only
 * that reaches a monitor.
 *
 * <p>A tick is due when a live asset should have sent what would have the same effect: {@link
 * #PERIODS} scan periods and its own delay after the event time at which something changes. It says
 * that very event time and not the present, so that readings which come after all are late for no
 * more than was concluded without them. An asset whose states are all unknown and whose scans are
 * all evaluated gets no more. So a dead asset costs a tick for each scan that was open and one for
 * each state that is lost.
 *
 * <p>Each asset has a time at which it is looked at next, and until then costs nothing.
 */
final class SilenceWatch {
  /** Scan periods that a reading may come later than usual. */
  static final int PERIODS = 2;

  /** At a time, so that the readings of the others do not wait. */
  static final int MOST_LOOKS = 5_000;

  private final Map<AssetKey, Watched> watched = new HashMap<>();
  private final PriorityQueue<Look> looks =
      new PriorityQueue<>(Comparator.comparingLong(Look::atMicros));

  private static final class Watched {
    /** By the clock; {@code Long.MAX_VALUE} = when something is heard of it. */
    long nextLook = Long.MAX_VALUE;

    /** The event time of the last tick that was written. */
    long ticked = Long.MIN_VALUE;
  }

  private record Look(AssetKey asset, long atMicros) {}

  /** Takes the ticks. */
  @FunctionalInterface
  interface Ticks {
    void tick(AssetKey asset, long timeMicros);
  }

  /** An asset that was here before a restart, or elsewhere. */
  void restored(AssetKey asset, StoredMonitor stored) {
    if (stored.pace().heardMicros() != MonitoredAsset.Pace.NEVER
        && stored.dueMicros() != Long.MAX_VALUE) {
      lookBy(asset, stored.dueMicros() + stored.pace().delayMicros());
    }
  }

  /** An asset's monitor has taken readings. */
  void heard(AssetKey asset, MonitoredAsset monitored, long nowMicros) {
    if (monitored.isLive()) {
      lookBy(asset, nowMicros + patience(monitored.monitor()));
    }
  }

  /** An asset's monitor has taken a tick: there may be another due. */
  void ticked(AssetKey asset, MonitoredAsset monitored, long nowMicros) {
    if (monitored.isLive()) {
      lookBy(asset, nowMicros);
    }
  }

  private void lookBy(AssetKey asset, long atMicros) {
    Watched each = watched.computeIfAbsent(asset, absent -> new Watched());
    if (atMicros < each.nextLook) {
      each.nextLook = atMicros;
      looks.add(new Look(asset, atMicros));
    }
  }

  /**
   * Writes what is due, for {@link #MOST_LOOKS} assets at most; the next call goes on.
   *
   * @param monitors those of the task; null = the asset has none any more
   */
  void look(long nowMicros, Function<AssetKey, @Nullable MonitoredAsset> monitors, Ticks ticks) {
    int left = MOST_LOOKS;
    Look look;
    while (left > 0 && (look = looks.peek()) != null && look.atMicros() <= nowMicros) {
      looks.remove();
      Watched each = watched.get(look.asset());
      if (each != null && each.nextLook == look.atMicros()) {
        left--;
        each.nextLook = Long.MAX_VALUE;
        look(look.asset(), each, nowMicros, monitors.apply(look.asset()), ticks);
      }
    }
  }

  private void look(
      AssetKey asset,
      Watched each,
      long nowMicros,
      @Nullable MonitoredAsset monitored,
      Ticks ticks) {
    long due =
        monitored == null || !monitored.isLive()
            ? Long.MAX_VALUE
            : monitored.monitor().nextByTimeAloneMicros();
    if (monitored == null || due == Long.MAX_VALUE) {
      watched.remove(asset);
      return;
    }
    AssetMonitor monitor = monitored.monitor();
    long at = due + monitored.pace().delayMicros() + patience(monitor);
    if (at > nowMicros) {
      lookBy(asset, at);
      return;
    }
    // Under a new plan what is due may lie behind what was reached.
    long tick = Math.max(due, monitor.reachedMicros() + 1);
    // One that is on its way will be heard of.
    if (tick > each.ticked) {
      each.ticked = tick;
      ticks.tick(asset, tick);
    }
  }

  private static long patience(AssetMonitor monitor) {
    return PERIODS * monitor.plan().scan().periodMicros();
  }
}
