package io.millwright.gateway;

import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.config.ConfigProblems;
import io.millwright.gateway.config.InvalidConfigException;
import io.millwright.gateway.config.NamedValues;
import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.reading.ReadingLimits;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a gateway by name, as in {@code mqtt.port}; all are in {@code
 * docs/connect-devices.md}.
 */
public final class GatewaySettings {
  private GatewaySettings() {}

  /**
   * Makes a configuration; what is not named has its default.
   *
   * @throws InvalidConfigException with every problem of every part, names that do not exist
   *     included
   */
  public static GatewayConfig read(Map<String, String> named) {
    ConfigProblems problems = new ConfigProblems();
    return read(new NamedValues(named, problems), problems);
  }

  /** The name of every setting. */
  static Set<String> names() {
    ConfigProblems problems = new ConfigProblems();
    NamedValues values = new NamedValues(Map.of(), problems);
    read(values, problems);
    return values.known();
  }

  private static GatewayConfig read(NamedValues values, ConfigProblems problems) {
    KafkaConfig kafka = checked(problems, () -> kafka(values));
    ReadingLimits limits = checked(problems, () -> limits(values));
    MqttConfig mqtt = checked(problems, () -> mqtt(values));
    CoapConfig coap = checked(problems, () -> coap(values));
    boolean mqttEnabled = values.truth("mqtt.enabled", true);
    boolean coapEnabled = values.truth("coap.enabled", true);
    BrokerConfig broker = checked(problems, () -> broker(values));
    SourcesConfig sources = sources(values, problems);
    values.reportUnknown();
    problems.throwIfAny();
    if (kafka == null || limits == null) {
      throw new IllegalStateException("a part is missing although nothing is wrong with it");
    }
    return new GatewayConfig(
        kafka, limits, mqttEnabled ? mqtt : null, coapEnabled ? coap : null, broker, sources);
  }

  private static <T> @Nullable T checked(ConfigProblems problems, Supplier<@Nullable T> part) {
    try {
      return part.get();
    } catch (InvalidConfigException e) {
      problems.addAll(e);
      return null;
    }
  }

  private static KafkaConfig kafka(NamedValues values) {
    KafkaConfig defaults = KafkaConfig.of("localhost:9092");
    return new KafkaConfig(
        values.text("kafka.bootstrap-servers", defaults.bootstrapServers()),
        values.integer("kafka.partitions", defaults.partitions()),
        values.integer("kafka.replication-factor", defaults.replicationFactor()),
        values.duration("kafka.start-patience", defaults.startPatience()),
        values.duration("kafka.delivery-timeout", defaults.deliveryTimeout()),
        values.number("kafka.buffer-bytes", defaults.bufferBytes()));
  }

  private static ReadingLimits limits(NamedValues values) {
    ReadingLimits defaults = ReadingLimits.DEFAULTS;
    return new ReadingLimits(
        values.integer("reading.max-readings", defaults.maxReadings()),
        values.instant("reading.earliest-time", defaults.earliestTime()),
        values.duration("reading.max-ahead", defaults.maxAhead()));
  }

  private static MqttConfig mqtt(NamedValues values) {
    MqttConfig defaults = MqttConfig.defaults();
    return new MqttConfig(
        values.text("mqtt.host", defaults.host()),
        values.integer("mqtt.port", 1883),
        values.integer("mqtt.max-packet-bytes", defaults.maxPacketBytes()),
        values.integer("mqtt.max-connections", defaults.maxConnections()),
        values.integer("mqtt.max-client-id-length", defaults.maxClientIdLength()),
        values.integer("mqtt.max-in-flight", defaults.maxInFlight()),
        values.integer("mqtt.topic-alias-maximum", defaults.topicAliasMaximum()),
        values.duration("mqtt.connect-timeout", defaults.connectTimeout()),
        values.duration("mqtt.max-session-expiry", defaults.maxSessionExpiry()),
        values.integer("mqtt.event-loops", defaults.eventLoops()));
  }

  private static CoapConfig coap(NamedValues values) {
    CoapConfig defaults = CoapConfig.defaults();
    return new CoapConfig(
        values.text("coap.host", defaults.host()),
        values.integer("coap.port", 5683),
        values.integer("coap.max-message-bytes", defaults.maxMessageBytes()),
        values.integer("coap.max-peers", defaults.maxPeers()),
        values.duration("coap.answer-timeout", defaults.answerTimeout()),
        values.duration("coap.retry-after", defaults.retryAfter()));
  }

  /** Null without {@code broker.url}. */
  private static @Nullable BrokerConfig broker(NamedValues values) {
    String url = values.text("broker.url", "");
    BrokerConfig defaults = BrokerConfig.of("tcp://localhost:1883", "millwright-gateway");
    String clientId = values.text("broker.client-id", defaults.clientId());
    String topicFilter = values.text("broker.topic-filter", defaults.topicFilter());
    String userName = values.text("broker.user-name", "");
    String password = values.text("broker.password", "");
    int receiveMaximum = values.integer("broker.receive-maximum", defaults.receiveMaximum());
    var sessionExpiry = values.duration("broker.session-expiry", defaults.sessionExpiry());
    if (url.isEmpty()) {
      return null;
    }
    return new BrokerConfig(
        url,
        clientId,
        topicFilter,
        userName.isEmpty() ? null : userName,
        password.isEmpty() ? null : password,
        receiveMaximum,
        sessionExpiry);
  }

  private static SourcesConfig sources(NamedValues values, ConfigProblems problems) {
    String file = values.text("sources.file", "");
    String keys = values.text("sources.opcua-keys", SourcesConfig.DEFAULT_OPC_UA_KEYS.toString());
    return file.isEmpty()
        ? SourcesConfig.NONE
        : SourcesFile.read(Path.of(file), Path.of(keys), System::getenv, problems);
  }
}
