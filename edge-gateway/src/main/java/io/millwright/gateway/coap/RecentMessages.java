package io.millwright.gateway.coap;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.KeyMID;
import org.eclipse.californium.core.network.deduplication.Deduplicator;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are known again when they are repeated: so many of a peer and, unlike
 * Californium's, so many of all peers together, the newest. What is forgotten too early and then
 * repeated is kept twice, which is removed further on.
 *
 * <p>Over DTLS a message is repeated only within its session (RFC 7252, section 9.1.1), from
 * whatever address: a device that was restarted begins another, and may count its message ids from
 * where it did before.
 */
final class RecentMessages implements Deduplicator {
  /** EXCHANGE_LIFETIME (RFC 7252, 4.8.2): later a peer may use a message id for another message. */
  static final long LIFETIME_NANOS = 247_000_000_000L;

  private final int most;
  private final int mostOfPeer;
  private final LongSupplier nanoTime;

  /** The oldest first. */
  private final LinkedHashMap<KeyMID, Message> messages = new LinkedHashMap<>();

  /** Keys of {@link #messages} by peer, in the same order. */
  private final Map<Object, ArrayDeque<KeyMID>> ofPeers = new HashMap<>();

  /**
   * One that was received.
   *
   * @param session when its DTLS handshake was; null = it came without DTLS
   */
  private record Message(Exchange exchange, @Nullable Long session, long nanos) {}

  RecentMessages(int most, int mostOfPeer, LongSupplier nanoTime) {
    this.most = most;
    this.mostOfPeer = mostOfPeer;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized @Nullable Exchange findPrevious(KeyMID key, Exchange exchange) {
    forgetOld();
    Long session = session(exchange);
    Message before = messages.get(key);
    if (before != null) {
      if (Objects.equals(before.session, session)) {
        return before.exchange;
      }
      forget(key);
    }
    ArrayDeque<KeyMID> ofPeer = ofPeers.computeIfAbsent(key.getPeer(), peer -> new ArrayDeque<>());
    messages.put(key, new Message(exchange, session, nanoTime.getAsLong()));
    ofPeer.add(key);
    if (ofPeer.size() > mostOfPeer) {
      messages.remove(ofPeer.remove());
    } else if (messages.size() > most) {
      forgetOldest();
    }
    return null;
  }

  private static @Nullable Long session(Exchange exchange) {
    EndpointContext source = exchange.getCurrentRequest().getSourceContext();
    return source == null ? null : source.get(DtlsEndpointContext.KEY_HANDSHAKE_TIMESTAMP);
  }

  private void forget(KeyMID key) {
    messages.remove(key);
    ArrayDeque<KeyMID> ofPeer = ofPeers.get(key.getPeer());
    if (ofPeer != null) {
      ofPeer.remove(key);
    }
  }

  @Override
  public synchronized boolean replacePrevious(KeyMID key, Exchange previous, Exchange exchange) {
    Message before = messages.get(key);
    if (before == null) {
      return findPrevious(key, exchange) == null;
    }
    if (before.exchange != previous) {
      return false;
    }
    messages.replace(key, new Message(exchange, session(exchange), before.nanos));
    return true;
  }

  @Override
  public synchronized @Nullable Exchange find(KeyMID key) {
    forgetOld();
    Message message = messages.get(key);
    return message == null ? null : message.exchange;
  }

  private void forgetOld() {
    long now = nanoTime.getAsLong();
    while (!messages.isEmpty()
        && now - messages.values().iterator().next().nanos > LIFETIME_NANOS) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    Iterator<KeyMID> oldest = messages.keySet().iterator();
    Object peer = oldest.next().getPeer();
    oldest.remove();
    ArrayDeque<KeyMID> ofPeer = ofPeers.get(peer);
    if (ofPeer != null) {
      ofPeer.remove();
      if (ofPeer.isEmpty()) {
        ofPeers.remove(peer);
      }
    }
  }

  @Override
  public synchronized boolean isEmpty() {
    return messages.isEmpty();
  }

  @Override
  public synchronized int size() {
    return messages.size();
  }

  @Override
  public synchronized void clear() {
    messages.clear();
    ofPeers.clear();
  }

  @Override
  public void start() {
    // Nothing has to be done at intervals.
  }

  @Override
  public void stop() {
    // As above.
  }

  @Override
  public void setExecutor(@Nullable ScheduledExecutorService executor) {
    // As above.
  }
}
