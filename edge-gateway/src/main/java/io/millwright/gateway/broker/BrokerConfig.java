package io.millwright.gateway.broker;

import io.millwright.gateway.config.ConfigProblems;
import io.millwright.gateway.reading.ReadingDecoder;
import io.millwright.gateway.waveform.WaveformDecoder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT broker that a plant already has; it may speak MQTT 5 or 3.1.1.
 *
 * @param name unique; its readings come from {@code broker:name/topic}
 * @param url {@code tcp://host:1883} or {@code ssl://host:8883}
 * @param clientId the same one after each restart: the broker keeps what came meanwhile under it
 * @param topicFilters what to subscribe to, 1 to 50, with {@code $share/group/} before each for
 *     several gateways; the default is all that the gateway's own endpoint takes
 * @param userName null = none
 * @param password null = none
 * @param receiveMaximum messages that wait for Kafka at a time; only MQTT 5 can tell a broker so
 * @param sessionExpiry how long the broker keeps messages for a gateway that is away
 * @param tls for {@code ssl://}
 * @param sparkplug whether the gateway is a Sparkplug host there, which publishes its state and
 *     asks edge nodes for rebirths
 */
public record BrokerConfig(
    String name,
    String url,
    String clientId,
    List<String> topicFilters,
    @Nullable String userName,
    @Nullable String password,
    int receiveMaximum,
    Duration sessionExpiry,
    BrokerTls tls,
    boolean sparkplug) {

  /** The name of a broker that the settings name and not the sources file. */
  public static final String DEFAULT_NAME = "plant";

  public static final List<String> DEFAULT_TOPIC_FILTERS =
      List.of(ReadingDecoder.TOPIC_FILTER, WaveformDecoder.TOPIC_FILTER);

  private static final int MOST_FILTERS = 50;

  public BrokerConfig {
    topicFilters = List.copyOf(topicFilters);
    ConfigProblems problems = new ConfigProblems();
    problems.require(
        name.matches("[a-z0-9][a-z0-9-]{0,62}"),
        "broker.name must be 1 to 63 characters of a-z 0-9 -, beginning with a-z 0-9, but was '"
            + name
            + "'");
    problems.require(
        isBrokerUrl(url),
        "broker.url must be like tcp://host:1883 or ssl://host:8883, but was " + url);
    problems.notBlank("broker.client-id", clientId);
    problems.range("the number of broker.topic-filters", topicFilters.size(), 1, MOST_FILTERS);
    for (String filter : topicFilters) {
      problems.require(
          filter.matches("(\\$share/[^/+#]+/)?millwright/v1/.+"),
          "each of broker.topic-filters must begin with millwright/v1/, or"
              + " $share/{group}/millwright/v1/, but one was "
              + filter);
    }
    problems.range("broker.receive-maximum", receiveMaximum, 1, 65_535);
    problems.range(
        "broker.session-expiry", sessionExpiry, Duration.ofSeconds(1), Duration.ofDays(30));
    problems.throwIfAny();
  }

  public static BrokerConfig of(String url, String clientId) {
    return new BrokerConfig(
        DEFAULT_NAME,
        url,
        clientId,
        DEFAULT_TOPIC_FILTERS,
        null,
        null,
        100,
        Duration.ofDays(1),
        BrokerTls.DEFAULT,
        false);
  }

  public BrokerConfig withSparkplug() {
    return new BrokerConfig(
        name,
        url,
        clientId,
        topicFilters,
        userName,
        password,
        receiveMaximum,
        sessionExpiry,
        tls,
        true);
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
    return "BrokerConfig[" + name + ", " + url + ", " + clientId + ", " + topicFilters + "]";
  }
}
