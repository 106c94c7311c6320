package io.millwright.gateway.reading;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Readers of usual bodies by their points. Machines of one type share one, and with it the list of
 * the points: what thousands of them need for each message is then in the processor's caches.
 */
final class UsualBodies {
  /** A flood of different lists must not fill the memory. */
  private static final int MOST_POINTS = 500_000;

  private final EventTime eventTime;
  private final ConcurrentHashMap<List<String>, UsualJson> readers = new ConcurrentHashMap<>();
  private final AtomicInteger held = new AtomicInteger();

  UsualBodies(EventTime eventTime) {
    this.eventTime = eventTime;
  }

  /**
   * The reader of bodies with these points.
   *
   * @param points of a message
   * @return null = they are none
   */
  @Nullable UsualJson of(List<String> points) {
    UsualJson known = readers.get(points);
    if (known != null) {
      return known;
    }
    UsualJson fresh = UsualJson.of(points, eventTime);
    if (fresh != null) {
      if (held.addAndGet(points.size()) > MOST_POINTS) {
        readers.clear();
        held.set(points.size());
      }
      readers.put(points, fresh);
    }
    return fresh;
  }
}
