package io.millwright.gateway;

import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.reading.ReadingLimits;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a gateway. Each part is checked when it is made; {@link GatewaySettings} makes
 * all of them from named values.
 *
 * @param mqtt null = no MQTT endpoint
 * @param coap null = no CoAP endpoint
 * @param broker null = no broker to read from
 * @param sources what must be called
 */
public record GatewayConfig(
    KafkaConfig kafka,
    ReadingLimits limits,
    @Nullable MqttConfig mqtt,
    @Nullable CoapConfig coap,
    @Nullable BrokerConfig broker,
    SourcesConfig sources) {

  /** MQTT and CoAP on loopback, on free ports. */
  public static GatewayConfig local(String kafkaBootstrapServers) {
    return new GatewayConfig(
        KafkaConfig.of(kafkaBootstrapServers),
        ReadingLimits.DEFAULTS,
        MqttConfig.defaults(),
        CoapConfig.defaults(),
        null,
        SourcesConfig.NONE);
  }

  public GatewayConfig withMqtt(@Nullable MqttConfig endpoint) {
    return new GatewayConfig(kafka, limits, endpoint, coap, broker, sources);
  }

  public GatewayConfig withCoap(@Nullable CoapConfig endpoint) {
    return new GatewayConfig(kafka, limits, mqtt, endpoint, broker, sources);
  }

  public GatewayConfig withBroker(@Nullable BrokerConfig link) {
    return new GatewayConfig(kafka, limits, mqtt, coap, link, sources);
  }

  public GatewayConfig withLimits(ReadingLimits readingLimits) {
    return new GatewayConfig(kafka, readingLimits, mqtt, coap, broker, sources);
  }

  public GatewayConfig withKafka(KafkaConfig kafkaConfig) {
    return new GatewayConfig(kafkaConfig, limits, mqtt, coap, broker, sources);
  }

  public GatewayConfig withSources(SourcesConfig toCall) {
    return new GatewayConfig(kafka, limits, mqtt, coap, broker, toCall);
  }
}
