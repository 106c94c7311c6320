package io.millwright.gateway.mqtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which client is connected where, and the sessions of those that are not. */
final class Sessions {
  private final MqttConfig config;
  private final Map<SessionKey, Connected> connected = new HashMap<>();

  /** How many connections a device has, by principal. */
  private final Map<String, Integer> connections = new HashMap<>();

  private final KeptSessions kept;

  private record Connected(MqttConnection connection, Session session) {}

  /** What becomes of a client that may come in. */
  sealed interface Opening {}

  /**
   * Nothing, as the gateway or the device has too many connections.
   *
   * @param reason for the client and the log
   */
  record NoRoom(String reason) implements Opening {}

  /**
   * A client's new connection.
   *
   * @param present whether the session was there before
   * @param takenOver the connection that the client had; it must be closed
   */
  record Opened(Session session, boolean present, @Nullable MqttConnection takenOver)
      implements Opening {}

  Sessions(MqttConfig config) {
    this.config = config;
    this.kept = new KeptSessions(2 * config.maxConnections(), config.maxConnectionsPerDevice());
  }

  Opening open(SessionKey key, boolean clean, MqttConnection connection) {
    Session found;
    Session current;
    Connected before;
    synchronized (this) {
      NoRoom noRoom = noRoom(key);
      if (noRoom != null) {
        return noRoom;
      }
      before = connected.get(key);
      found = before == null ? kept.remove(key) : before.session();
      boolean present = found != null && !clean && !found.expired(System.nanoTime());
      current = found != null && present ? found : new Session(config.maxInFlight());
      if (found != null && found != current) {
        found.markEnded();
      }
      current.expireAt(Long.MAX_VALUE);
      connected.put(key, new Connected(connection, current));
      if (before == null) {
        connections.merge(key.principal(), 1, Integer::sum);
      }
    }
    // Outside the lock: both may publish a will.
    if (found == current) {
      current.resume();
    } else if (found != null) {
      found.end();
    }
    return new Opened(current, found == current, before == null ? null : before.connection());
  }

  /** A client that has a connection takes its place, and needs no other. */
  private @Nullable NoRoom noRoom(SessionKey key) {
    if (connected.containsKey(key)) {
      return null;
    }
    if (connected.size() >= config.maxConnections()) {
      return new NoRoom(
          "the gateway has its maximum of " + config.maxConnections() + " connections");
    }
    if (connections.getOrDefault(key.principal(), 0) >= config.maxConnectionsPerDevice()) {
      return new NoRoom(
          "the device has its maximum of " + config.maxConnectionsPerDevice() + " connections");
    }
    return null;
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
      connections.computeIfPresent(
          key.principal(), (device, count) -> count == 1 ? null : count - 1);
      if (keepFor.isZero()) {
        ended.add(current.session());
      } else {
        if (will != null) {
          current.session().await(will);
        }
        current.session().expireAt(System.nanoTime() + keepFor.toNanos());
        kept.put(key, current.session(), ended);
      }
    }
    ended.forEach(Session::end);
    return true;
  }
}
