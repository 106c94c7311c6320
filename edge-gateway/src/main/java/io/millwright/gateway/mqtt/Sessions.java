package io.millwright.gateway.mqtt;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which client is connected where, and the sessions of those that are not. */
final class Sessions {
  private final int maxKept;
  private final int maxOpen;
  private final Map<String, Connected> connected = new HashMap<>();

  /** Sessions without a connection, longest gone first. */
  private final LinkedHashMap<String, Session> kept = new LinkedHashMap<>();

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

  synchronized Opened open(String clientId, boolean clean, MqttConnection connection) {
    Connected before = connected.remove(clientId);
    Session session = before == null ? kept.remove(clientId) : before.session();
    boolean present = session != null && !clean && !session.expired(System.nanoTime());
    Session current = session != null && present ? session : new Session(maxOpen);
    current.expireAt(Long.MAX_VALUE);
    connected.put(clientId, new Connected(connection, current));
    return new Opened(current, present, before == null ? null : before.connection());
  }

  /** A connection has ended; a connection that took over is not touched. */
  synchronized void closed(String clientId, MqttConnection connection, Duration keepFor) {
    Connected current = connected.get(clientId);
    if (current == null || current.connection() != connection) {
      return;
    }
    connected.remove(clientId);
    if (keepFor.isZero()) {
      return;
    }
    current.session().expireAt(System.nanoTime() + keepFor.toNanos());
    kept.put(clientId, current.session());
    long now = System.nanoTime();
    var longestGone = kept.values().iterator();
    while (longestGone.hasNext()) {
      boolean tooMany = kept.size() > maxKept;
      if (!longestGone.next().expired(now) && !tooMany) {
        break;
      }
      longestGone.remove();
    }
  }
}
