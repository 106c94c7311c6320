package io.millwright.gateway;

import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.device.AccessConfig;
import io.millwright.gateway.http.HttpConfig;
import io.millwright.gateway.ledger.LedgerConfig;
import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.Lanes;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.sparkplug.SparkplugConfig;
import io.millwright.gateway.store.StoreConfig;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a gateway. Each part is checked when it is made; {@link GatewaySettings} makes
 * all of them from named values.
 *
 * @param store null = no store-and-forward: only Kafka keeps readings
 * @param mqtt null = no MQTT endpoint
 * @param coap null = no CoAP endpoint
 * @param http null = no HTTP ingest
 * @param sparkplug null = Sparkplug is not understood
 * @param sources what must be called
 */
public record GatewayConfig(
    KafkaConfig kafka,
    @Nullable StoreConfig store,
    LedgerConfig ledger,
    AccessConfig access,
    ReadingLimits limits,
    Lanes lanes,
    @Nullable MqttConfig mqtt,
    @Nullable CoapConfig coap,
    @Nullable HttpConfig http,
    @Nullable SparkplugConfig sparkplug,
    SourcesConfig sources) {

  /**
   * MQTT, with Sparkplug, and CoAP on loopback, on free ports; without a store, and with one lane
   * whatever the age of readings.
   */
  public static GatewayConfig local(String kafkaBootstrapServers) {
    return new GatewayConfig(
        KafkaConfig.of(kafkaBootstrapServers),
        null,
        LedgerConfig.DEFAULTS,
        AccessConfig.defaults(),
        ReadingLimits.DEFAULTS,
        Lanes.WHATEVER_THE_AGE,
        MqttConfig.defaults(),
        CoapConfig.defaults(),
        null,
        SparkplugConfig.defaults(),
        SourcesConfig.NONE);
  }

  public GatewayConfig withKafka(KafkaConfig other) {
    return new GatewayConfig(
        other, store, ledger, access, limits, lanes, mqtt, coap, http, sparkplug, sources);
  }

  public GatewayConfig withStore(@Nullable StoreConfig other) {
    return new GatewayConfig(
        kafka, other, ledger, access, limits, lanes, mqtt, coap, http, sparkplug, sources);
  }

  public GatewayConfig withAccess(AccessConfig other) {
    return new GatewayConfig(
        kafka, store, ledger, other, limits, lanes, mqtt, coap, http, sparkplug, sources);
  }

  public GatewayConfig withLimits(ReadingLimits other) {
    return new GatewayConfig(
        kafka, store, ledger, access, other, lanes, mqtt, coap, http, sparkplug, sources);
  }

  public GatewayConfig withLanes(Lanes other) {
    return new GatewayConfig(
        kafka, store, ledger, access, limits, other, mqtt, coap, http, sparkplug, sources);
  }

  public GatewayConfig withMqtt(@Nullable MqttConfig other) {
    return new GatewayConfig(
        kafka, store, ledger, access, limits, lanes, other, coap, http, sparkplug, sources);
  }

  public GatewayConfig withCoap(@Nullable CoapConfig other) {
    return new GatewayConfig(
        kafka, store, ledger, access, limits, lanes, mqtt, other, http, sparkplug, sources);
  }

  public GatewayConfig withHttp(@Nullable HttpConfig other) {
    return new GatewayConfig(
        kafka, store, ledger, access, limits, lanes, mqtt, coap, other, sparkplug, sources);
  }

  /** With a broker more. */
  public GatewayConfig withBroker(BrokerConfig another) {
    return withSources(sources.withBroker(another));
  }

  public GatewayConfig withSparkplug(@Nullable SparkplugConfig other) {
    return new GatewayConfig(
        kafka, store, ledger, access, limits, lanes, mqtt, coap, http, other, sources);
  }

  public GatewayConfig withSources(SourcesConfig other) {
    return new GatewayConfig(
        kafka, store, ledger, access, limits, lanes, mqtt, coap, http, sparkplug, other);
  }
}
