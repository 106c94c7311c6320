package io.millwright.gateway.mqtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which client is connected where, and the sessions of those that are not. */
final class Sessions {
  private final int maxKept;
  private final int maxOpen;
  private final Map<SessionKey, Connected> connected = new HashMap<>();

  /** Sessions without a connection, longest gone first. */
  private final LinkedHashMap<SessionKey, Session> kept = new LinkedHashMap<>();

  private record Connected(MqttConnection connection, Session session) {}

  /**
   * A client's new connection.
   *
   * @param present whether the session was there before
   * @param takenOver the connection that the client had; it must be closed
   */
  record Opened(Session session, boolean present, @Nullable MqttConnection takenOver) {}

  /**
   * @param maxKept sessions of clients that are not connected; the longest gone are dropped
   * @param maxOpen QoS 2 messages of one session that have no PUBREL yet
   */
  Sessions(int maxKept, int maxOpen) {
    this.maxKept = maxKept;
    this.maxOpen = maxOpen;
  }

  Opened open(SessionKey key, boolean clean, MqttConnection connection) {
    Session found;
    Session current;
    Connected before;
    synchronized (this) {
      before = connected.remove(key);
      found = before == null ? kept.remove(key) : before.session();
      boolean present = found != null && !clean && !found.expired(System.nanoTime());
      current = found != null && present ? found : new Session(maxOpen);
      if (found != null && found != current) {
        found.markEnded();
      }
      current.expireAt(Long.MAX_VALUE);
      connected.put(key, new Connected(connection, current));
    }
    // Outside the lock: both may publish a will.
    if (found == current) {
      current.resume();
    } else if (found != null) {
      found.end();
    }
    return new Opened(current, found == current, before == null ? null : before.connection());
  }

  /**
   * A connection has ended; the session of a connection that took over is not touched.
   *
   * @param will waits in the session for its delay, or until the session ends; null = none
   * @return false when another connection has taken over, and {@code will} waits nowhere
   */
  boolean closed(
      SessionKey key, MqttConnection connection, Duration keepFor, @Nullable PendingWill will) {
    List<Session> ended = new ArrayList<>();
    synchronized (this) {
      Connected current = connected.get(key);
      if (current == null || current.connection() != connection) {
        return false;
      }
      connected.remove(key);
      if (keepFor.isZero()) {
        ended.add(current.session());
      } else {
        if (will != null) {
          current.session().await(will);
        }
        current.session().expireAt(System.nanoTime() + keepFor.toNanos());
        kept.put(key, current.session());
        dropLongestGone(ended);
      }
    }
    ended.forEach(Session::end);
    return true;
  }

  private void dropLongestGone(List<Session> dropped) {
    long now = System.nanoTime();
    var longestGone = kept.values().iterator();
    while (longestGone.hasNext()) {
      Session session = longestGone.next();
      if (kept.size() <= maxKept && !session.expired(now)) {
        break;
      }
      longestGone.remove();
      dropped.add(session);
    }
  }
}
