package io.millwright.gateway.mqtt;

import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.device.Sender;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one session has subscribed to, and the messages on their way to its client. Can be shared by
 * threads. QoS 1 messages wait here for a client that is away, and are sent again when it comes
 * back without having acknowledged them. Those of a {@link Feed} are not: MQTT 5 wants the same
 * packet again (4.4), but an expired command must not be done, so it hears what holds then.
 */
final class Mailbox {
  static final int MAX_FILTERS = 50;
  static final int MAX_WAITING = 100;
  static final int MAX_WAITING_BYTES = 1 << 20;

  /** Feeds that have something new; one whose client hears more than this many loses the oldest. */
  static final int MAX_FEEDS = 10_000;

  private static final Runnable NOBODY = () -> {};

  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
  private int waitingBytes;

  /** Sent at QoS 1 and not acknowledged, oldest first. */
  private final Map<Integer, Sent> sent = new LinkedHashMap<>();

  /** Of {@link #sent}, what this connection has not sent again yet. */
  private final ArrayDeque<Integer> toRepeat = new ArrayDeque<>();

  /** Feeds that have something to tell, longest first. */
  private final Set<Feed> news = new LinkedHashSet<>();

  /** Feeds whose last message is in {@link #sent}; the next one waits for it. */
  private final Set<Feed> unheard = new HashSet<>();

  private int lastPacketId;
  private boolean connected;
  private boolean closed;
  private Runnable wakeUp = NOBODY;
  private Sender owner = new Sender("mqtt:(nobody)", (asset, point) -> false);
  private Runnable onClose = NOBODY;

  private record Subscription(TopicFilter filter, int qos, boolean retainAsPublished) {}

  /**
   * A message that the client has not acknowledged.
   *
   * @param feed whose message it is; null = of none
   */
  private record Sent(Outgoing message, @Nullable Feed feed) {}

  /** A PUBLISH that is due. */
  record Due(Outgoing message, int packetId, boolean repeated) {}

  /** What became of a message that was offered. */
  enum Offer {
    NOT_FOR_IT,
    TAKEN,
    /** Taken, but an older one had to go. */
    OVERFLOWED
  }

  /**
   * A connection serves it from now on.
   *
   * @param wakeUp called on any thread when {@link #next} has something; must not block
   */
  synchronized void connect(Sender newOwner, Runnable newWakeUp) {
    owner = newOwner;
    wakeUp = newWakeUp;
    connected = true;
    forgetWhatFeedsSaid();
    toRepeat.clear();
    toRepeat.addAll(sent.keySet());
  }

  /** They say what holds now instead. */
  private void forgetWhatFeedsSaid() {
    Set<Feed> again = new LinkedHashSet<>();
    Iterator<Sent> messages = sent.values().iterator();
    while (messages.hasNext()) {
      Feed feed = messages.next().feed();
      if (feed != null) {
        messages.remove();
        again.add(feed);
      }
    }
    again.addAll(news);
    news.clear();
    news.addAll(again);
    unheard.clear();
  }

  /** The connection is gone; a later one may have come meanwhile, which is not touched. */
  synchronized void disconnect(Runnable itsWakeUp) {
    if (wakeUp != itsWakeUp) {
      return;
    }
    connected = false;
    wakeUp = NOBODY;
    Iterator<Outgoing> messages = waiting.iterator();
    while (messages.hasNext()) {
      Outgoing message = messages.next();
      if (message.qos() == 0) {
        messages.remove();
        waitingBytes -= message.bytes();
      }
    }
  }

  /** Has somebody hear that the session ends; at once if it has. */
  void onClose(Runnable action) {
    synchronized (this) {
      onClose = action;
      if (!closed) {
        return;
      }
    }
    action.run();
  }

  /** The session has ended. */
  void close() {
    Runnable action;
    synchronized (this) {
      closed = true;
      subscriptions.clear();
      waiting.clear();
      waitingBytes = 0;
      sent.clear();
      toRepeat.clear();
      news.clear();
      unheard.clear();
      action = onClose;
    }
    action.run();
  }

  synchronized boolean hasRoomFor(String filter) {
    return subscriptions.containsKey(filter) || subscriptions.size() < MAX_FILTERS;
  }

  /** Subscribes; returns whether the filter is new. */
  synchronized boolean subscribe(String filter, MqttSubscriptionOption options) {
    return subscriptions.put(
            filter,
            new Subscription(
                TopicFilter.of(filter),
                Math.min(1, options.qos().value()),
                options.isRetainAsPublished()))
        == null;
  }

  synchronized boolean unsubscribe(String filter) {
    return subscriptions.remove(filter) != null;
  }

  /** The gateway publishes: taken when a filter matches and the owner may hear it. */
  Offer offer(Outgoing message) {
    Runnable wake;
    Offer result;
    synchronized (this) {
      int qos = -1;
      boolean retain = false;
      for (Subscription subscription : subscriptions.values()) {
        if (subscription.filter().matches(message.topic())) {
          qos = Math.max(qos, Math.min(message.qos(), subscription.qos()));
          retain |= subscription.retainAsPublished() && message.retain();
        }
      }
      if (qos < 0 || qos == 0 && !connected || !Audience.mayHear(owner, message.topic())) {
        return Offer.NOT_FOR_IT;
      }
      result = add(message.with(qos, retain));
      wake = wakeUp;
    }
    wake.run();
    return result;
  }

  /** A retained message for a new subscription: taken when the owner may hear it. */
  synchronized Offer offerRetained(Outgoing message) {
    return Audience.mayHear(owner, message.topic()) ? add(message) : Offer.NOT_FOR_IT;
  }

  /** A feed has something new: taken when a filter matches and the owner may hear it. */
  Offer offer(Feed feed) {
    boolean overflowed = false;
    Runnable wake;
    synchronized (this) {
      int qos = qos(feed);
      if (qos < 0 || qos == 0 && !connected) {
        return Offer.NOT_FOR_IT;
      }
      if (news.size() >= MAX_FEEDS && !news.contains(feed)) {
        Iterator<Feed> oldest = news.iterator();
        oldest.next();
        oldest.remove();
        overflowed = true;
      }
      news.add(feed);
      wake = wakeUp;
    }
    wake.run();
    return overflowed ? Offer.OVERFLOWED : Offer.TAKEN;
  }

  /** Of the subscription that a feed is heard by; -1 = none, or the owner may not hear it. */
  private int qos(Feed feed) {
    int qos = -1;
    for (Subscription subscription : subscriptions.values()) {
      if (subscription.filter().matches(feed.topic())) {
        qos = Math.max(qos, subscription.qos());
      }
    }
    return qos >= 0 && Audience.mayHear(owner, feed.topic()) ? qos : -1;
  }

  private Offer add(Outgoing message) {
    boolean overflowed = false;
    while (waiting.size() >= MAX_WAITING
        || !waiting.isEmpty() && waitingBytes + message.bytes() > MAX_WAITING_BYTES) {
      // The newest command is the one that holds.
      waitingBytes -= waiting.remove().bytes();
      overflowed = true;
    }
    waiting.add(message);
    waitingBytes += message.bytes();
    return overflowed ? Offer.OVERFLOWED : Offer.TAKEN;
  }

  /**
   * What to send next.
   *
   * @param itsWakeUp that of the connection: one that another has taken over from gets nothing
   * @param receiveMaximum how many QoS 1 messages the client takes without acknowledging
   * @return null = nothing now
   */
  synchronized @Nullable Due next(Runnable itsWakeUp, int receiveMaximum) {
    if (wakeUp != itsWakeUp) {
      return null;
    }
    if (sent.size() - toRepeat.size() >= receiveMaximum) {
      return null;
    }
    Integer repeated;
    while ((repeated = toRepeat.poll()) != null) {
      Sent again = sent.get(repeated);
      if (again != null) {
        return new Due(again.message(), repeated, true);
      }
    }
    Outgoing message = waiting.poll();
    if (message != null) {
      waitingBytes -= message.bytes();
      return due(new Sent(message, null));
    }
    Sent next = nextNews();
    return next == null ? null : due(next);
  }

  private Due due(Sent next) {
    if (next.message().qos() == 0) {
      return new Due(next.message(), 0, false);
    }
    int packetId = freePacketId();
    sent.put(packetId, next);
    if (next.feed() != null) {
      unheard.add(next.feed());
    }
    return new Due(next.message(), packetId, false);
  }

  private @Nullable Sent nextNews() {
    Iterator<Feed> feeds = news.iterator();
    while (feeds.hasNext()) {
      Feed feed = feeds.next();
      if (unheard.contains(feed)) {
        continue;
      }
      feeds.remove();
      int qos = qos(feed);
      Outgoing message = qos < 0 ? null : feed.next();
      if (message != null) {
        return new Sent(message.with(Math.min(qos, message.qos()), false), feed);
      }
    }
    return null;
  }

  private int freePacketId() {
    do {
      lastPacketId = lastPacketId % 65_535 + 1;
    } while (sent.containsKey(lastPacketId));
    return lastPacketId;
  }

  /** PUBACK; an id that nobody waits for is none of our business. */
  void acknowledged(int packetId) {
    Outgoing message = withdraw(packetId);
    if (message != null) {
      message.delivered().run();
    }
  }

  /** Forgets a message that has been sent, or cannot be; null = there is none. */
  synchronized @Nullable Outgoing withdraw(int packetId) {
    Sent message = sent.remove(packetId);
    if (message == null) {
      return null;
    }
    if (message.feed() != null) {
      unheard.remove(message.feed());
    }
    return message.message();
  }

  /** Whether the owner may hear something of what a filter matches. */
  synchronized boolean mayHearSome(TopicFilter filter) {
    return owner.permissions() == Permissions.ALL || Audience.mayHearSome(owner, filter);
  }
}
