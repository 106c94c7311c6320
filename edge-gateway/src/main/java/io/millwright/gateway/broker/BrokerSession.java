package io.millwright.gateway.broker;

import io.millwright.gateway.topic.Presence;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the sessions that the gateway has at a broker.
 *
 * @param expiry how long the broker keeps messages while the gateway is away; zero = not at all
 * @param presence whom the others must know to be there; null = nobody
 */
record BrokerSession(
    String clientId, List<String> topicFilters, Duration expiry, @Nullable Presence presence) {

  BrokerSession {
    topicFilters = List.copyOf(topicFilters);
  }

  /** For readings: nothing may be lost while the gateway is away. */
  static BrokerSession ofReadings(BrokerConfig config) {
    return new BrokerSession(
        config.clientId(), config.topicFilters(), config.sessionExpiry(), null);
  }

  /**
   * For somebody who follows the sessions of others, so that only what happens now is of use:
   * Sparkplug demands Clean Start and a session expiry of 0.
   */
  static BrokerSession ofPresence(
      BrokerConfig config, List<String> topicFilters, Presence presence) {
    return new BrokerSession(config.clientId() + "-host", topicFilters, Duration.ZERO, presence);
  }
}
