package io.millwright.standalone;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What a standalone Millwright is told.
 *
 * @param bind address that devices and browsers reach it at
 * @param httpPort of the console and the REST API, 1 to 65535
 * @param mqttPort 1 to 65535
 * @param coapPort 1 to 65535
 * @param ingestPort of readings over HTTP, 1 to 65535
 * @param organization the tenant and the users that exist from the start
 */
public record StandaloneConfig(
    InetAddress bind,
    int httpPort,
    int mqttPort,
    int coapPort,
    int ingestPort,
    Organization organization) {

  public StandaloneConfig {
    checkPort("--http-port", httpPort);
    checkPort("--mqtt-port", mqttPort);
    checkPort("--coap-port", coapPort);
    checkPort("--ingest-port", ingestPort);
  }

  private static void checkPort(String option, int port) {
    if (port < 1 || port > 65535) {
      throw new UsageException(option + " must be 1 to 65535, but was " + port);
    }
  }

  /** A tenant with its first users. */
  public record Organization(String id, String name, List<User> users) {
    public Organization {
      users = List.copyOf(users);
    }
  }

  /** A user who exists from the start. */
  public record User(String username, String password, String displayName, List<String> roles) {
    public User {
      roles = List.copyOf(roles);
    }

    /** Without the password: this may end up in a log. */
    @Override
    public String toString() {
      return "User[" + username + ", " + roles + "]";
    }
  }

  /** Those of the ports that somebody listens on already, as text for the user. */
  List<String> portsInUse() {
    List<String> used = new ArrayList<>();
    if (!Ports.isFree(bind, httpPort)) {
      used.add("HTTP port " + httpPort + " (--http-port)");
    }
    if (!Ports.isFree(bind, mqttPort)) {
      used.add("MQTT port " + mqttPort + " (--mqtt-port)");
    }
    if (!Ports.isFreeUdp(bind, coapPort)) {
      used.add("CoAP port " + coapPort + " (--coap-port)");
    }
    if (!Ports.isFree(bind, ingestPort)) {
      used.add("port for readings over HTTP " + ingestPort + " (--ingest-port)");
    }
    return used;
  }
}
