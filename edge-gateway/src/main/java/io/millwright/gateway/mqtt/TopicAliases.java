package io.millwright.gateway.mqtt;

import org.jspecify.annotations.Nullable;

/** The topic aliases of one connection (MQTT 5, section 3.3.2.3.4). */
final class TopicAliases {
  private final @Nullable String[] topics;

  TopicAliases(int maximum) {
    topics = new String[maximum + 1];
  }

  boolean allowed(long alias) {
    return alias >= 1 && alias < topics.length;
  }

  void set(long alias, String topic) {
    topics[(int) alias] = topic;
  }

  /** Null when the client has not set it. */
  @Nullable String topic(long alias) {
    return topics[(int) alias];
  }
}
