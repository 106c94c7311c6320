package io.millwright.gateway.device;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has failed to be let in how often; forgets who has failed longest ago when there are many.
 */
final class FailedAttempts {
  private final double perSecond;
  private final int burst;
  private final Map<String, Pace> failures;

  /**
   * Nobody has failed.
   *
   * @param burst failures in a row before somebody must wait
   * @param perSecond failures allowed from then on
   * @param most names that are remembered
   */
  FailedAttempts(int burst, double perSecond, int most) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.failures =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Pace> eldest) {
            return size() > most;
          }
        };
  }

  synchronized boolean mustWait(String who, long nowNanos) {
    Pace pace = failures.get(who);
    return pace != null && pace.behindNanos(nowNanos) > (burst - 1) * (1e9 / perSecond);
  }

  synchronized void failed(String who, long nowNanos) {
    failures.computeIfAbsent(who, name -> new Pace(nowNanos)).book(nowNanos, 1, perSecond);
  }

  synchronized int size() {
    return failures.size();
  }
}
