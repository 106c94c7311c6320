package io.millwright.gateway.mqtt;

import io.netty.channel.Channel;
import java.util.EnumSet;

/**
 * Stops and resumes reading from a connection; used on its event loop. What one read had already
 * brought still arrives after a stop.
 */
final class ReadGate {
  /** Why nothing is read. */
  enum Closure {
    /** It is not known yet whether the client may come in. */
    ADMISSION,
    /** This connection has as many messages waiting for Kafka as it may. */
    CONNECTION_FULL,
    /** All connections together have as many bytes waiting for Kafka as they may. */
    GATEWAY_FULL,
    /** The device has sent as much as it may for now. */
    RATE,
    /** The client does not read its acknowledgements. */
    CLIENT_DOES_NOT_READ,
    /** The gateway is stopping. */
    ENDING
  }

  private final Channel channel;
  private final EnumSet<Closure> closures = EnumSet.noneOf(Closure.class);

  ReadGate(Channel channel) {
    this.channel = channel;
  }

  /** Returns whether it was open in this respect. */
  boolean close(Closure closure) {
    boolean added = closures.add(closure);
    if (added) {
      channel.config().setAutoRead(false);
    }
    return added;
  }

  void open(Closure closure) {
    if (closures.remove(closure) && closures.isEmpty()) {
      channel.config().setAutoRead(true);
    }
  }

  boolean isOpen() {
    return closures.isEmpty();
  }
}
