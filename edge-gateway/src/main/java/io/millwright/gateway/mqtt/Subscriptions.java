package io.millwright.gateway.mqtt;

import io.millwright.gateway.topic.DeviceChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from the gateway to the clients of its endpoint: commands, configuration, the state of
 * the Sparkplug host. What devices publish never comes here.
 *
 * <pre>
 *  publish, offer -> Mailbox of each session that subscribes -> Delivery of its connection -> PUBLISH
 *     \-> retained, for those that subscribe later
 * </pre>
 */
final class Subscriptions implements DeviceChannel {
  static final int MAX_RETAINED = 10_000;
  static final int MAX_RETAINED_BYTES = 16 << 20;
  private static final Logger LOGGER = LoggerFactory.getLogger(Subscriptions.class);

  private final Set<Mailbox> mailboxes = ConcurrentHashMap.newKeySet();
  private final MqttCounters counters;

  /** The newest of each topic, longest unchanged first. */
  private final LinkedHashMap<String, Outgoing> retained = new LinkedHashMap<>();

  private int retainedBytes;

  Subscriptions(MqttCounters counters) {
    this.counters = counters;
  }

  /**
   * Publishes to all that subscribe and may hear it.
   *
   * @throws IllegalArgumentException if the topic is empty or has wildcards, or the QoS is not 0 or
   *     1
   */
  @Override
  public void publish(String topic, byte[] payload, int qos, boolean retain) {
    if (topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
      throw new IllegalArgumentException(
          "topic '" + topic + "' cannot be published to: it must not be empty or have wildcards");
    }
    if (qos < 0 || qos > 1) {
      throw new IllegalArgumentException("QoS must be 0 or 1, but was " + qos);
    }
    Outgoing message = new Outgoing(topic, payload.clone(), qos, retain);
    if (retain) {
      retain(message);
    }
    for (Mailbox mailbox : mailboxes) {
      count(mailbox.offer(message));
    }
  }

  /** Tells all that subscribe to a feed, and may hear it, that it has something new. */
  void offer(Feed feed) {
    for (Mailbox mailbox : mailboxes) {
      offer(feed, mailbox);
    }
  }

  void offer(Feed feed, Mailbox mailbox) {
    count(mailbox.offer(feed));
  }

  private synchronized void retain(Outgoing message) {
    Outgoing before = retained.remove(message.topic());
    if (before != null) {
      retainedBytes -= before.bytes();
    }
    if (message.payload().length == 0) {
      // How MQTT deletes a retained message.
      return;
    }
    retained.put(message.topic(), message);
    retainedBytes += message.bytes();
    Iterator<Map.Entry<String, Outgoing>> oldest = retained.entrySet().iterator();
    while (retained.size() > MAX_RETAINED || retainedBytes > MAX_RETAINED_BYTES) {
      Map.Entry<String, Outgoing> dropped = oldest.next();
      oldest.remove();
      retainedBytes -= dropped.getValue().bytes();
      LOGGER
          .atWarn()
          .addKeyValue("topic", dropped.getKey())
          .log("too many retained messages: dropped the one that is unchanged for longest");
    }
  }

  /** The session has a subscription from now on, until it ends. */
  void add(Mailbox mailbox) {
    mailboxes.add(mailbox);
    mailbox.onClose(() -> mailboxes.remove(mailbox));
  }

  /**
   * Hands the retained messages that its new filters match to a session: each once, however many of
   * them match it.
   */
  void replayRetained(Collection<Replay> filters, Mailbox mailbox) {
    if (filters.isEmpty()) {
      return;
    }
    List<Outgoing> all;
    synchronized (this) {
      all = new ArrayList<>(retained.values());
    }
    for (Outgoing message : all) {
      String[] levels = TopicFilter.levels(message.topic());
      int qos = -1;
      for (Replay replay : filters) {
        if (replay.qos() > qos && replay.filter().matches(levels)) {
          qos = replay.qos();
        }
      }
      if (qos >= 0) {
        count(mailbox.offerRetained(message.with(Math.min(message.qos(), qos), true)));
      }
    }
  }

  private void count(Mailbox.Offer offer) {
    if (offer == Mailbox.Offer.OVERFLOWED) {
      counters.undelivered();
    }
  }
}
