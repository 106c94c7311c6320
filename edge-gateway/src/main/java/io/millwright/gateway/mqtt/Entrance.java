package io.millwright.gateway.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection until it is decided whether its client is let in. On its event loop. */
final class Entrance {
  private final WaitingRoom waiting;

  /** Packets that came behind CONNECT while it was not known whether the client may come in. */
  private final ArrayDeque<MqttMessage> early = new ArrayDeque<>();

  /** Who lost a credential while it was not known whether the client may come in. */
  private final Set<String> revokedMeanwhile = new HashSet<>(0);

  /** The address that it waits from to be let in; null = it does not wait. */
  private @Nullable String waitsFrom;

  private boolean hasApplied;
  private @Nullable ScheduledFuture<?> deadline;

  Entrance(WaitingRoom waiting) {
    this.waiting = waiting;
  }

  /**
   * Takes a place in the waiting room.
   *
   * @param tooLate hears that no CONNECT came in time
   * @return false = there is none
   */
  boolean enter(ChannelHandlerContext ctx, String address, Duration patience, Runnable tooLate) {
    deadline = ctx.executor().schedule(tooLate, patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!waiting.enter(address)) {
      return false;
    }
    waitsFrom = address;
    return true;
  }

  /** CONNECT has come. */
  void apply() {
    hasApplied = true;
  }

  boolean hasApplied() {
    return hasApplied;
  }

  /** Keeps a packet that came behind CONNECT. */
  void keep(MqttMessage packet) {
    early.add(ReferenceCountUtil.retain(packet));
  }

  /** Hands over the packets that were kept, in their order; who takes them releases them. */
  void handOver(Consumer<MqttMessage> taker) {
    MqttMessage packet;
    while ((packet = early.poll()) != null) {
      taker.accept(packet);
    }
  }

  /** A device has lost a credential; it may have been found good just before that. */
  void revoked(String identity) {
    if (hasApplied) {
      revokedMeanwhile.add(identity);
    }
  }

  boolean isRevoked(String identity) {
    return revokedMeanwhile.contains(identity);
  }

  /** It is known whether the client comes in, so that no time is waited for any more. */
  void decided() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  /** The client has been let in, or is gone: its place is free. */
  void leave() {
    decided();
    revokedMeanwhile.clear();
    if (waitsFrom != null) {
      waiting.leave(waitsFrom);
      waitsFrom = null;
    }
  }

  /** The client is gone: nobody takes what was kept. */
  void discard() {
    early.forEach(ReferenceCountUtil::release);
    early.clear();
  }
}
