package io.millwright.standalone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that every command that serves has. */
public final class StandaloneOptions {
  @Option(
      names = "--bind",
      description = "Address to listen at (default: ${DEFAULT-VALUE}, this machine only).",
      defaultValue = "127.0.0.1")
  String bind = "127.0.0.1";

  @Option(
      names = "--http-port",
      description = "Port of the console and the REST API (default: ${DEFAULT-VALUE}).",
      defaultValue = "8080")
  int httpPort = 8080;

  @Option(
      names = "--mqtt-port",
      description = "Port for MQTT (default: ${DEFAULT-VALUE}).",
      defaultValue = "1883")
  int mqttPort = 1883;

  @Option(
      names = "--coap-port",
      description = "Port for CoAP (default: ${DEFAULT-VALUE}).",
      defaultValue = "5683")
  int coapPort = 5683;

  @Option(
      names = "--ingest-port",
      description = "Port for readings over HTTP (default: ${DEFAULT-VALUE}).",
      defaultValue = "8090")
  int ingestPort = 8090;

  /**
   * The configuration with just these ports.
   *
   * @throws UsageException if the address is unknown, or a port is out of range or in use
   */
  public StandaloneConfig config(StandaloneConfig.Organization organization) {
    StandaloneConfig config = unchecked(organization);
    List<String> used = config.portsInUse();
    if (!used.isEmpty()) {
      throw new UsageException(
          "in use by another program: "
              + String.join(", ", used)
              + "; stop it or choose another port");
    }
    return config;
  }

  /**
   * The configuration with these ports where they are free, and others where they are not: for a
   * look at the demo.
   */
  public StandaloneConfig configOnFreePorts(StandaloneConfig.Organization organization) {
    StandaloneConfig config = unchecked(organization);
    int http = freeFrom(httpPort, config);
    int mqtt = freeFrom(mqttPort, config);
    int ingest = freeFrom(ingestPort, config);
    while (ingest == http || ingest == mqtt) {
      ingest = freeFrom(ingest + 1, config);
    }
    int coap = coapPort;
    while (coap < 65535 && !Ports.isFreeUdp(config.bind(), coap)) {
      coap++;
    }
    return new StandaloneConfig(config.bind(), http, mqtt, coap, ingest, organization);
  }

  private static int freeFrom(int first, StandaloneConfig config) {
    int port = first;
    while (port < 65535 && !Ports.isFree(config.bind(), port)) {
      port++;
    }
    return port;
  }

  private StandaloneConfig unchecked(StandaloneConfig.Organization organization) {
    return new StandaloneConfig(address(), httpPort, mqttPort, coapPort, ingestPort, organization);
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(bind);
    } catch (UnknownHostException e) {
      throw new UsageException(
          "--bind '" + bind + "' is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all");
    }
  }
}
