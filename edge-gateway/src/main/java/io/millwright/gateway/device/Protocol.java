package io.millwright.gateway.device;

/** How a message came in. */
public enum Protocol {
  /** A device connected to the gateway's own MQTT endpoint. */
  MQTT("mqtt", "millwright/v1/"),
  COAP("coap", "/v1/"),
  /** From an MQTT broker of the plant. */
  BROKER("broker", "millwright/v1/"),
  /** Sparkplug B, over the endpoint or a broker. */
  SPARKPLUG("sparkplug", "spBv1.0/"),
  HTTP("http", "/v1/"),
  /** Read by the gateway from an OPC UA server; its addresses are node ids. */
  OPC_UA("opcua", ""),
  /** Read by the gateway from a Modbus TCP device; its addresses are registers. */
  MODBUS("modbus", "");

  private final String label;
  private final String addressPrefix;

  Protocol(String label, String addressPrefix) {
    this.label = label;
    this.addressPrefix = addressPrefix;
  }

  /** Name in metrics and at the beginning of a source. */
  public String label() {
    return label;
  }

  /** What every address for telemetry begins with in this protocol. */
  public String addressPrefix() {
    return addressPrefix;
  }
}
