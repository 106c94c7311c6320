package io.millwright.gateway;

import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.ledger.LedgerConfig;
import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.store.StoreConfig;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a gateway. Each part is checked when it is made; {@link GatewaySettings} makes
 * all of them from named values.
 *
 * @param mqtt null = no MQTT endpoint
 * @param coap null = no CoAP endpoint
 * @param broker null = no broker to read from
 * @param store null = no store-and-forward: only Kafka keeps readings
 */
public record GatewayConfig(
    KafkaConfig kafka,
    ReadingLimits limits,
    @Nullable MqttConfig mqtt,
    @Nullable CoapConfig coap,
    @Nullable BrokerConfig broker,
    @Nullable StoreConfig store,
    LedgerConfig ledger) {

  /** MQTT and CoAP on loopback, on free ports, without a store. */
  public static GatewayConfig local(String kafkaBootstrapServers) {
    return new GatewayConfig(
        KafkaConfig.of(kafkaBootstrapServers),
        ReadingLimits.DEFAULTS,
        MqttConfig.defaults(),
        CoapConfig.defaults(),
        null,
        null,
        LedgerConfig.DEFAULTS);
  }

  public GatewayConfig withMqtt(@Nullable MqttConfig endpoint) {
    return new GatewayConfig(kafka, limits, endpoint, coap, broker, store, ledger);
  }

  public GatewayConfig withCoap(@Nullable CoapConfig endpoint) {
    return new GatewayConfig(kafka, limits, mqtt, endpoint, broker, store, ledger);
  }

  public GatewayConfig withBroker(@Nullable BrokerConfig link) {
    return new GatewayConfig(kafka, limits, mqtt, coap, link, store, ledger);
  }

  public GatewayConfig withLimits(ReadingLimits readingLimits) {
    return new GatewayConfig(kafka, readingLimits, mqtt, coap, broker, store, ledger);
  }

  public GatewayConfig withKafka(KafkaConfig kafkaConfig) {
    return new GatewayConfig(kafkaConfig, limits, mqtt, coap, broker, store, ledger);
  }

  public GatewayConfig withStore(@Nullable StoreConfig storeAndForward) {
    return new GatewayConfig(kafka, limits, mqtt, coap, broker, storeAndForward, ledger);
  }
}
