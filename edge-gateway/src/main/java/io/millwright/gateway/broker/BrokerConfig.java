package io.millwright.gateway.broker;

import io.millwright.gateway.config.ConfigProblems;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT 5 broker that a plant already has.
 *
 * @param url {@code tcp://host:1883} or {@code ssl://host:8883}
 * @param clientId the same one after each restart: the broker keeps what came meanwhile under it
 * @param topicFilter what to subscribe to, with {@code $share/group/} before it for several
 *     gateways
 * @param userName null = none
 * @param password null = none
 * @param receiveMaximum messages that wait for Kafka at a time
 * @param sessionExpiry how long the broker keeps messages for a gateway that is away
 * @param tls for {@code ssl://}
 */
public record BrokerConfig(
    String url,
    String clientId,
    String topicFilter,
    @Nullable String userName,
    @Nullable String password,
    int receiveMaximum,
    Duration sessionExpiry,
    BrokerTls tls) {

  public static final String DEFAULT_TOPIC_FILTER = "millwright/v1/+/+/measurements/#";

  public BrokerConfig {
    ConfigProblems problems = new ConfigProblems();
    problems.require(
        isBrokerUrl(url),
        "broker.url must be like tcp://host:1883 or ssl://host:8883, but was " + url);
    problems.notBlank("broker.client-id", clientId);
    problems.require(
        topicFilter.matches("(\\$share/[^/+#]+/)?millwright/v1/.+"),
        "broker.topic-filter must begin with millwright/v1/, or $share/{group}/millwright/v1/, but"
            + " was "
            + topicFilter);
    problems.range("broker.receive-maximum", receiveMaximum, 1, 65_535);
    problems.range(
        "broker.session-expiry", sessionExpiry, Duration.ofSeconds(1), Duration.ofDays(30));
    problems.throwIfAny();
  }

  public static BrokerConfig of(String url, String clientId) {
    return new BrokerConfig(
        url,
        clientId,
        DEFAULT_TOPIC_FILTER,
        null,
        null,
        100,
        Duration.ofDays(1),
        BrokerTls.DEFAULT);
  }

  boolean usesTls() {
    return url.startsWith("ssl://");
  }

  private static boolean isBrokerUrl(String url) {
    try {
      URI uri = new URI(url);
      return ("tcp".equals(uri.getScheme()) || "ssl".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getPort() > 0;
    } catch (java.net.URISyntaxException e) {
      return false;
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "BrokerConfig[" + url + ", " + clientId + ", " + topicFilter + "]";
  }
}
