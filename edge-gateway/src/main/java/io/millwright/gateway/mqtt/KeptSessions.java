package io.millwright.gateway.mqtt;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of clients that are not connected. When there are too many the longest gone go: of
 * one device first, so that it does not push out those of others. Not to be shared by threads.
 */
final class KeptSessions {
  private final int most;
  private final int mostOfOneDevice;

  /** Longest gone first, as the keys of each device are. */
  private final LinkedHashMap<SessionKey, Session> sessions = new LinkedHashMap<>();

  private final Map<String, Set<SessionKey>> byDevice = new HashMap<>();

  KeptSessions(int most, int mostOfOneDevice) {
    this.most = most;
    this.mostOfOneDevice = mostOfOneDevice;
  }

  /** Keeps one more; what has to go, or has expired, is added to {@code dropped}. */
  void put(SessionKey key, Session session, List<Session> dropped) {
    sessions.put(key, session);
    Set<SessionKey> ofDevice =
        byDevice.computeIfAbsent(key.principal(), name -> new LinkedHashSet<>(2));
    ofDevice.add(key);
    if (ofDevice.size() > mostOfOneDevice) {
      drop(ofDevice.iterator().next(), dropped);
    }
    long now = System.nanoTime();
    Iterator<Map.Entry<SessionKey, Session>> longestGone = sessions.entrySet().iterator();
    while (longestGone.hasNext()) {
      Map.Entry<SessionKey, Session> next = longestGone.next();
      if (sessions.size() <= most && !next.getValue().expired(now)) {
        break;
      }
      longestGone.remove();
      forget(next.getKey());
      dropped.add(next.getValue());
    }
  }

  private void drop(SessionKey key, List<Session> dropped) {
    Session session = remove(key);
    if (session != null) {
      dropped.add(session);
    }
  }

  /** Its client has come back; null = there is none. */
  @Nullable Session remove(SessionKey key) {
    Session session = sessions.remove(key);
    if (session != null) {
      forget(key);
    }
    return session;
  }

  private void forget(SessionKey key) {
    byDevice.computeIfPresent(
        key.principal(),
        (name, keys) -> {
          keys.remove(key);
          return keys.isEmpty() ? null : keys;
        });
  }
}
