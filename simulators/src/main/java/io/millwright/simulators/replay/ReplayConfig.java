package io.millwright.simulators.replay;

import io.millwright.contracts.asset.TenantId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a replay goes and how.
 *
 * @param mqtt the gateway's MQTT endpoint, or null to use CoAP only
 * @param coap the gateway's CoAP endpoint, or null to use MQTT only
 * @param username for MQTT, or null
 * @param mqttConnections shared by the assets that go over MQTT
 * @param window messages that each connection keeps unanswered at most
 * @param cyclesInFlight how many steps of event time may be unanswered at a time
 * @param checkpoint file that remembers what was acknowledged, or null to begin anew each time
 */
public record ReplayConfig(
    TenantId tenant,
    @Nullable Endpoint mqtt,
    @Nullable Endpoint coap,
    @Nullable String username,
    @Nullable String password,
    int mqttConnections,
    int window,
    int cyclesInFlight,
    ReplayPace pace,
    @Nullable Path checkpoint) {

  public ReplayConfig {
    if (mqtt == null && coap == null) {
      throw new IllegalArgumentException("a replay needs an MQTT or a CoAP endpoint to send to");
    }
    if (mqttConnections < 1 || window < 1 || cyclesInFlight < 1) {
      throw new IllegalArgumentException(
          "connections, window and cycles in flight must be 1 or more, but were "
              + mqttConnections
              + ", "
              + window
              + " and "
              + cyclesInFlight);
    }
  }

  /** A host and port. */
  public record Endpoint(String host, int port) {
    public Endpoint {
      if (host.isBlank() || port < 1 || port > 65_535) {
        throw new IllegalArgumentException("endpoint '" + host + ":" + port + "' is not valid");
      }
    }

    /** Reads {@code host:port}; an IPv6 address stands in square brackets. */
    public static Endpoint parse(String text) {
      int colon = text.lastIndexOf(':');
      try {
        return new Endpoint(
            text.substring(0, Math.max(colon, 0)), Integer.parseInt(text.substring(colon + 1)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "endpoint '" + text + "' is not valid: write host:port", e);
      }
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** Both protocols, four MQTT connections, as fast as acknowledged, without a checkpoint. */
  public static ReplayConfig to(TenantId tenant, @Nullable Endpoint mqtt, @Nullable Endpoint coap) {
    return new ReplayConfig(
        tenant, mqtt, coap, null, null, 4, 64, 8, ReplayPace.AS_FAST_AS_ACKNOWLEDGED, null);
  }

  public ReplayConfig withPace(ReplayPace newPace) {
    return new ReplayConfig(
        tenant,
        mqtt,
        coap,
        username,
        password,
        mqttConnections,
        window,
        cyclesInFlight,
        newPace,
        checkpoint);
  }

  public ReplayConfig withCheckpoint(@Nullable Path file) {
    return new ReplayConfig(
        tenant,
        mqtt,
        coap,
        username,
        password,
        mqttConnections,
        window,
        cyclesInFlight,
        pace,
        file);
  }

  public ReplayConfig withCredentials(@Nullable String user, @Nullable String secret) {
    return new ReplayConfig(
        tenant,
        mqtt,
        coap,
        user,
        secret,
        mqttConnections,
        window,
        cyclesInFlight,
        pace,
        checkpoint);
  }

  public ReplayConfig withCyclesInFlight(int cycles) {
    return new ReplayConfig(
        tenant, mqtt, coap, username, password, mqttConnections, window, cycles, pace, checkpoint);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "ReplayConfig[" + tenant + " to MQTT " + mqtt + " and CoAP " + coap + "]";
  }
}
