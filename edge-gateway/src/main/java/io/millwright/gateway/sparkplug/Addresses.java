package io.millwright.gateway.sparkplug;

import io.millwright.contracts.asset.AssetId;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.TenantId;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.reading.Shown;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Reads topics, and says which asset each is about. Can be shared by threads. */
final class Addresses {
  static final String NAMESPACE = "spBv1.0/";

  /** Topics are few and repeat; a flood of different ones must not fill the memory. */
  private static final int MAX_KNOWN = 50_000;

  /** In characters; more could only be meant to fill the memory. */
  private static final int LONGEST_TOPIC = 1_000;

  private static final String FORM =
      "send to spBv1.0/{group}/{NBIRTH, NDATA or NDEATH}/{edge node} or"
          + " spBv1.0/{group}/{DBIRTH, DDATA or DDEATH}/{edge node}/{device}";

  private final SparkplugConfig config;
  private final ConcurrentHashMap<String, Address> known = new ConcurrentHashMap<>();

  Addresses(SparkplugConfig config) {
    this.config = config;
  }

  /** Whether it is a command of a host to an edge node, which is not for the gateway. */
  static boolean isCommand(String topic) {
    int type = topic.indexOf('/', NAMESPACE.length()) + 1;
    return type > 0 && (topic.startsWith("NCMD/", type) || topic.startsWith("DCMD/", type));
  }

  Address of(String topic) throws UnusablePayloadException {
    Address address = known.get(topic);
    if (address == null) {
      address = read(topic);
      if (known.size() >= MAX_KNOWN) {
        known.clear();
      }
      known.put(topic, address);
    }
    return address;
  }

  private Address read(String topic) throws UnusablePayloadException {
    if (topic.length() > LONGEST_TOPIC) {
      throw address(topic, "it has more than " + LONGEST_TOPIC + " characters; " + FORM);
    }
    String[] parts = topic.split("/", -1);
    Address.Type type = parts.length == 4 || parts.length == 5 ? type(topic, parts[2]) : null;
    if (type == null || type.ofDevice() != (parts.length == 5)) {
      throw address(topic, FORM);
    }
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].isEmpty()) {
        throw address(topic, "an id in it is empty; " + FORM);
      }
    }
    EdgeNodeId node = new EdgeNodeId(parts[1], parts[3]);
    AssetKey nodeAsset = asset(topic, node, config.nodeAsset(), "");
    if (parts.length == 4) {
      return new Address(type, node, null, nodeAsset, nodeAsset);
    }
    AssetKey deviceAsset = asset(topic, node, config.deviceAsset(), parts[4]);
    return new Address(type, node, parts[4], nodeAsset, deviceAsset);
  }

  private static Address.Type type(String topic, String text) throws UnusablePayloadException {
    try {
      return Address.Type.valueOf(text);
    } catch (IllegalArgumentException e) {
      throw address(topic, FORM);
    }
  }

  private AssetKey asset(String topic, EdgeNodeId node, String pattern, String device)
      throws UnusablePayloadException {
    TenantId tenant;
    try {
      tenant = new TenantId(Objects.requireNonNullElse(config.tenant(), node.group()));
    } catch (IllegalArgumentException e) {
      throw address(
          topic,
          "its group id is taken as the tenant, but "
              + e.getMessage()
              + "; or set sparkplug.tenant");
    }
    try {
      return new AssetKey(
          tenant, new AssetId(SparkplugConfig.filled(pattern, node.group(), node.node(), device)));
    } catch (IllegalArgumentException e) {
      throw address(topic, String.valueOf(e.getMessage()));
    }
  }

  private static UnusablePayloadException address(String topic, String reason) {
    return new UnusablePayloadException(
        Rejection.Kind.ADDRESS, "topic '" + Shown.text(topic) + "': " + reason);
  }
}
