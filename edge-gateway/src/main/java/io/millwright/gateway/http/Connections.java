package io.millwright.gateway.http;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections that there are. When there are too many, the one that has been without a request
 * for longest gives way: whoever only holds connections keeps nobody out. Can be shared by threads.
 */
final class Connections {
  private final int most;

  /** Without a request, longest first. */
  private final Set<Channel> idle = new LinkedHashSet<>();

  private int count;

  Connections(int most) {
    this.most = most;
  }

  synchronized int count() {
    return count;
  }

  /** One more; who has to be closed for it, which may be itself, or null. */
  synchronized @Nullable Channel enter(Channel connection) {
    count++;
    Channel gives = null;
    if (count > most) {
      gives = idle.isEmpty() ? connection : idle.iterator().next();
      idle.remove(gives);
    }
    if (gives != connection) {
      idle.add(connection);
    }
    return gives;
  }

  /** A request begins. */
  synchronized void busy(Channel connection) {
    idle.remove(connection);
  }

  /** A request has ended. */
  synchronized void idle(Channel connection) {
    idle.add(connection);
  }

  synchronized void leave(Channel connection) {
    count--;
    idle.remove(connection);
  }
}
