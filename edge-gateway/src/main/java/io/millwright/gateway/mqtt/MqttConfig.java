package io.millwright.gateway.mqtt;

import io.millwright.gateway.config.ConfigProblems;
import io.millwright.gateway.net.TlsConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The MQTT endpoint.
 *
 * @param host address to listen on
 * @param port 0 = any free one
 * @param maxPacketBytes larger packets end the connection; announced to MQTT 5 clients
 * @param maxConnections further clients are refused, and as many connections may wait to be let in
 * @param maxConnectionsPerDevice of one device under several client ids, and its sessions that are
 *     kept while it is not connected
 * @param maxReceivingBytes memory for packets that have come in part, over all connections; beyond
 *     it the connection that has been at its packet for the longest is ended
 * @param maxClientIdLength in characters
 * @param maxInFlight messages of one connection that wait for Kafka: the receive maximum that MQTT
 *     5 clients are told; from MQTT 3.1.1 clients no more are read meanwhile
 * @param topicAliasMaximum 0 = no aliases
 * @param connectTimeout from the TCP connection to CONNECT
 * @param maxSessionExpiry how long the state of a client that is not connected is kept at most
 * @param maxKeepAlive MQTT 5 clients that ask for a longer one, or for none, are told this one
 * @param eventLoops threads that serve connections
 * @param tls null = no TLS
 */
public record MqttConfig(
    String host,
    int port,
    int maxPacketBytes,
    int maxConnections,
    int maxConnectionsPerDevice,
    long maxReceivingBytes,
    int maxClientIdLength,
    int maxInFlight,
    int topicAliasMaximum,
    Duration connectTimeout,
    Duration maxSessionExpiry,
    Duration maxKeepAlive,
    int eventLoops,
    @Nullable TlsPort tls) {

  /**
   * A second port, for MQTT over TLS.
   *
   * @param port 0 = any free one
   */
  public record TlsPort(String host, int port, TlsConfig files) {
    public TlsPort {
      ConfigProblems problems = new ConfigProblems();
      problems.notBlank("mqtt.tls.host", host);
      problems.range("mqtt.tls.port", port, 0, 65_535);
      problems.throwIfAny();
    }
  }

  /** Room for a waveform of 1 MiB of samples written as base64 in JSON. */
  public static final int LARGEST_PACKET_BYTES = 1_500_000;

  public MqttConfig {
    ConfigProblems problems = new ConfigProblems();
    problems.notBlank("mqtt.host", host);
    problems.range("mqtt.port", port, 0, 65_535);
    problems.range("mqtt.max-packet-bytes", maxPacketBytes, 1_024, LARGEST_PACKET_BYTES);
    problems.range("mqtt.max-connections", maxConnections, 1, 1_000_000);
    problems.range("mqtt.max-connections-per-device", maxConnectionsPerDevice, 1, 1_000_000);
    problems.range(
        "mqtt.max-receiving-bytes", maxReceivingBytes, 2L * maxPacketBytes, Long.MAX_VALUE / 2);
    problems.range("mqtt.max-client-id-length", maxClientIdLength, 23, 1_000);
    problems.range("mqtt.max-in-flight", maxInFlight, 1, 65_535);
    problems.range("mqtt.topic-alias-maximum", topicAliasMaximum, 0, 65_535);
    problems.range(
        "mqtt.connect-timeout", connectTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
    problems.range("mqtt.max-session-expiry", maxSessionExpiry, Duration.ZERO, Duration.ofDays(30));
    problems.range(
        "mqtt.max-keep-alive", maxKeepAlive, Duration.ofSeconds(5), Duration.ofSeconds(65_535));
    problems.range("mqtt.event-loops", eventLoops, 1, 256);
    problems.throwIfAny();
  }

  /** On loopback and any free port. */
  public static MqttConfig defaults() {
    return new MqttConfig(
        "127.0.0.1",
        0,
        LARGEST_PACKET_BYTES,
        10_000,
        16,
        64L << 20,
        128,
        1_000,
        64,
        Duration.ofSeconds(10),
        Duration.ofHours(1),
        Duration.ofMinutes(20),
        Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors())),
        null);
  }

  /** The same on another address and port. */
  public MqttConfig listeningOn(String newHost, int newPort) {
    return new MqttConfig(
        newHost,
        newPort,
        maxPacketBytes,
        maxConnections,
        maxConnectionsPerDevice,
        maxReceivingBytes,
        maxClientIdLength,
        maxInFlight,
        topicAliasMaximum,
        connectTimeout,
        maxSessionExpiry,
        maxKeepAlive,
        eventLoops,
        tls);
  }

  /** The same with a port for TLS; null = without. */
  public MqttConfig withTls(@Nullable TlsPort newTls) {
    return new MqttConfig(
        host,
        port,
        maxPacketBytes,
        maxConnections,
        maxConnectionsPerDevice,
        maxReceivingBytes,
        maxClientIdLength,
        maxInFlight,
        topicAliasMaximum,
        connectTimeout,
        maxSessionExpiry,
        maxKeepAlive,
        eventLoops,
        newTls);
  }
}
