package io.millwright.gateway;

import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.broker.BrokerTls;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.coap.DtlsConfig;
import io.millwright.gateway.config.ConfigProblems;
import io.millwright.gateway.config.InvalidConfigException;
import io.millwright.gateway.config.NamedValues;
import io.millwright.gateway.device.AccessConfig;
import io.millwright.gateway.http.HttpConfig;
import io.millwright.gateway.ledger.LedgerConfig;
import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.gateway.net.TlsConfig;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.Lanes;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.registry.Allowance;
import io.millwright.gateway.sparkplug.SparkplugConfig;
import io.millwright.gateway.store.StoreConfig;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
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
    StoreConfig store = checked(problems, () -> store(values));
    LedgerConfig ledger = checked(problems, () -> ledger(values));
    AccessConfig access = checked(problems, () -> access(values));
    ReadingLimits limits = checked(problems, () -> limits(values));
    Lanes lanes =
        checked(
            problems,
            () -> new Lanes(values.duration("backfill-after", Lanes.DEFAULTS.backfillAfter())));
    MqttConfig mqtt = checked(problems, () -> mqtt(values));
    CoapConfig coap = checked(problems, () -> coap(values));
    HttpConfig http = checked(problems, () -> http(values));
    BrokerConfig broker = checked(problems, () -> broker(values));
    SparkplugConfig sparkplug = checked(problems, () -> sparkplug(values));
    SourcesConfig sources = sources(values, broker, problems);
    boolean mqttEnabled = values.truth("mqtt.enabled", true);
    boolean coapEnabled = values.truth("coap.enabled", true);
    boolean httpEnabled = values.truth("http.ingest.enabled", true);
    boolean sparkplugEnabled = values.truth("sparkplug.enabled", true);
    problems.require(
        sparkplugEnabled || sources.brokers().stream().noneMatch(BrokerConfig::sparkplug),
        "a broker is to have a Sparkplug host (sparkplug.at-broker, or 'sparkplug' in the sources"
            + " file), but sparkplug.enabled is false");
    values.reportUnknown();
    problems.throwIfAny();
    if (kafka == null || ledger == null || access == null || limits == null || lanes == null) {
      throw new IllegalStateException("a part is missing although nothing is wrong with it");
    }
    return new GatewayConfig(
        kafka,
        store,
        ledger,
        access,
        limits,
        lanes,
        mqttEnabled ? mqtt : null,
        coapEnabled ? coap : null,
        httpEnabled ? http : null,
        sparkplugEnabled ? sparkplug : null,
        sources);
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
        values.integer("mqtt.max-connections-per-device", defaults.maxConnectionsPerDevice()),
        values.number("mqtt.max-receiving-bytes", defaults.maxReceivingBytes()),
        values.integer("mqtt.max-client-id-length", defaults.maxClientIdLength()),
        values.integer("mqtt.max-in-flight", defaults.maxInFlight()),
        values.integer("mqtt.topic-alias-maximum", defaults.topicAliasMaximum()),
        values.duration("mqtt.connect-timeout", defaults.connectTimeout()),
        values.duration("mqtt.max-session-expiry", defaults.maxSessionExpiry()),
        values.duration("mqtt.max-keep-alive", defaults.maxKeepAlive()),
        values.integer("mqtt.event-loops", defaults.eventLoops()),
        mqttTls(values));
  }

  private static MqttConfig.@Nullable TlsPort mqttTls(NamedValues values) {
    String host = values.text("mqtt.tls.host", values.text("mqtt.host", "127.0.0.1"));
    int port = values.integer("mqtt.tls.port", 8883);
    TlsConfig files = tls(values, "mqtt.tls");
    return files == null ? null : new MqttConfig.TlsPort(host, port, files);
  }

  private static HttpConfig http(NamedValues values) {
    HttpConfig defaults = HttpConfig.defaults();
    return new HttpConfig(
        values.text("http.ingest.host", defaults.host()),
        values.integer("http.ingest.port", 8090),
        values.integer("http.ingest.max-body-bytes", defaults.maxBodyBytes()),
        values.integer("http.ingest.max-connections", defaults.maxConnections()),
        values.number("http.ingest.max-receiving-bytes", defaults.maxReceivingBytes()),
        values.duration("http.ingest.request-timeout", defaults.requestTimeout()),
        values.duration("http.ingest.answer-timeout", defaults.answerTimeout()),
        values.duration("http.ingest.retry-after", defaults.retryAfter()),
        tls(values, "http.ingest.tls"));
  }

  /** Null unless it is enabled. */
  private static @Nullable TlsConfig tls(NamedValues values, String prefix) {
    boolean enabled = values.truth(prefix + ".enabled", false);
    String certificateFile = values.text(prefix + ".certificate-file", "");
    String keyFile = values.text(prefix + ".key-file", "");
    String clientCaFile = values.text(prefix + ".client-ca-file", "");
    String clientAuth = values.text(prefix + ".client-auth", "none");
    return enabled
        ? TlsConfig.ofSettings(prefix, certificateFile, keyFile, clientCaFile, clientAuth)
        : null;
  }

  private static CoapConfig coap(NamedValues values) {
    CoapConfig defaults = CoapConfig.defaults();
    return new CoapConfig(
        values.text("coap.host", defaults.host()),
        values.integer("coap.port", 5683),
        values.integer("coap.max-message-bytes", defaults.maxMessageBytes()),
        values.integer("coap.max-peers", defaults.maxPeers()),
        values.duration("coap.answer-timeout", defaults.answerTimeout()),
        values.duration("coap.retry-after", defaults.retryAfter()),
        values.number("coap.max-upload-bytes", defaults.maxUploadBytes()),
        coapDtls(values));
  }

  /** Null unless it is enabled. */
  private static @Nullable DtlsConfig coapDtls(NamedValues values) {
    DtlsConfig defaults = DtlsConfig.defaults();
    boolean enabled = values.truth("coap.dtls.enabled", false);
    DtlsConfig dtls =
        new DtlsConfig(
            values.text("coap.dtls.host", values.text("coap.host", defaults.host())),
            values.integer("coap.dtls.port", 5684),
            values.integer("coap.dtls.cid-length", defaults.connectionIdLength()),
            values.integer("coap.dtls.max-sessions", defaults.maxSessions()));
    return enabled ? dtls : null;
  }

  private static AccessConfig access(NamedValues values) {
    Allowance allowance = AccessConfig.DEFAULT_ALLOWANCE;
    AccessConfig.Mode mode =
        values.choice(
            "devices.access",
            AccessConfig.Mode.AUTO,
            AccessConfig.Mode::parse,
            "auto, open or registered");
    String key = values.text("devices.key", "");
    String copy = values.text("devices.copy", "data/device-registry");
    String autoProvision = values.text("devices.auto-provision", "");
    return new AccessConfig(
        mode,
        key.isEmpty() ? null : key,
        new Allowance(
            values.integer("devices.messages-per-second", allowance.messagesPerSecond()),
            values.integer("devices.readings-per-second", allowance.readingsPerSecond()),
            values.integer("devices.max-message-bytes", allowance.maxMessageBytes())),
        autoProvision.isEmpty() ? null : values.truth("devices.auto-provision", false),
        Path.of(copy));
  }

  /** Null without {@code broker.url}. */
  private static @Nullable BrokerConfig broker(NamedValues values) {
    String url = values.text("broker.url", "");
    BrokerConfig defaults = BrokerConfig.of("tcp://localhost:1883", "millwright-gateway");
    String clientId = values.text("broker.client-id", defaults.clientId());
    String name = values.text("broker.name", defaults.name());
    List<String> topicFilters =
        List.of(
            values
                .text("broker.topic-filters", String.join(",", defaults.topicFilters()))
                .split("\\s*,\\s*"));
    String userName = values.text("broker.user-name", "");
    String password = values.text("broker.password", "");
    int receiveMaximum = values.integer("broker.receive-maximum", defaults.receiveMaximum());
    var sessionExpiry = values.duration("broker.session-expiry", defaults.sessionExpiry());
    boolean sparkplug = values.truth("sparkplug.at-broker", defaults.sparkplug());
    String caFile = values.text("broker.tls.ca-file", "");
    String certificateFile = values.text("broker.tls.certificate-file", "");
    String keyFile = values.text("broker.tls.key-file", "");
    if (url.isEmpty()) {
      return null;
    }
    return new BrokerConfig(
        name,
        url,
        clientId,
        topicFilters,
        userName.isEmpty() ? null : userName,
        password.isEmpty() ? null : password,
        receiveMaximum,
        sessionExpiry,
        new BrokerTls(
            caFile.isEmpty() ? null : caFile,
            certificateFile.isEmpty() ? null : certificateFile,
            keyFile.isEmpty() ? null : keyFile),
        sparkplug);
  }

  private static SparkplugConfig sparkplug(NamedValues values) {
    SparkplugConfig defaults = SparkplugConfig.defaults();
    String tenant = values.text("sparkplug.tenant", "");
    return new SparkplugConfig(
        values.text("sparkplug.host-id", defaults.hostId()),
        tenant.isEmpty() ? null : tenant,
        values.text("sparkplug.node-asset", defaults.nodeAsset()),
        values.text("sparkplug.device-asset", defaults.deviceAsset()),
        values.duration("sparkplug.reorder-timeout", defaults.reorderTimeout()),
        values.duration("sparkplug.rebirth-interval", defaults.rebirthInterval()),
        values.integer("sparkplug.rebirths-per-second", defaults.rebirthsPerSecond()),
        values.integer("sparkplug.max-nodes", defaults.maxNodes()),
        values.integer("sparkplug.max-metrics-per-node", defaults.maxMetricsPerNode()),
        values.integer("sparkplug.max-metrics", defaults.maxMetrics()),
        values.integer("sparkplug.max-held-bytes", defaults.maxHeldBytes()),
        values.integer("sparkplug.max-tenant-share", defaults.maxTenantShare()));
  }

  /** Null with {@code store.enabled=false}. */
  private static @Nullable StoreConfig store(NamedValues values) {
    boolean enabled = values.truth("store.enabled", true);
    StoreConfig defaults = StoreConfig.in(Path.of("data", "gateway"));
    StoreConfig store =
        new StoreConfig(
            Path.of(values.text("store.directory", defaults.directory().toString())),
            values.number("store.max-bytes", defaults.maxBytes()),
            values.duration("store.spill-after", defaults.spillAfter()),
            values.integer("store.drain-records-per-second", defaults.drainRecordsPerSecond()));
    return enabled ? store : null;
  }

  private static LedgerConfig ledger(NamedValues values) {
    LedgerConfig defaults = LedgerConfig.DEFAULTS;
    return new LedgerConfig(
        values.integer("ledger.max-sources", defaults.maxSources()),
        values.duration("ledger.late-after", defaults.lateAfter()));
  }

  private static SourcesConfig sources(
      NamedValues values, @Nullable BrokerConfig broker, ConfigProblems problems) {
    String file = values.text("sources.file", "");
    String keys = values.text("sources.opcua-keys", SourcesConfig.DEFAULT_OPC_UA_KEYS.toString());
    SourcesConfig sources =
        file.isEmpty()
            ? SourcesConfig.NONE
            : SourcesFile.read(Path.of(file), Path.of(keys), System::getenv, problems);
    SourcesConfig all = broker == null ? sources : sources.withBroker(broker);
    requireApart(all.brokers(), problems);
    return all;
  }

  /** Of two connections with the same client id a broker ends the first. */
  private static void requireApart(List<BrokerConfig> brokers, ConfigProblems problems) {
    Set<String> names = new HashSet<>();
    Set<String> sessions = new HashSet<>();
    for (BrokerConfig broker : brokers) {
      problems.require(
          names.add(broker.name()), "there are two brokers with the name '" + broker.name() + "'");
      problems.require(
          sessions.add(broker.url() + " " + broker.clientId()),
          "two connections to "
              + broker.url()
              + " have the client id '"
              + broker.clientId()
              + "': give each its own");
    }
  }
}
