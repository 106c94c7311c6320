package io.millwright.gateway;

/** QoS 2, and SenML in CBOR told by the content type. */
final class MqttPahoV5Qos2SenmlIT extends DeviceContract {
  @Override
  Device connect(EdgeGateway gateway) throws Exception {
    return new PahoDevice(gateway.mqttPort(), 2, "application/senml+cbor");
  }

  @Override
  byte[] brokenBody() {
    return new byte[] {(byte) 0x80};
  }

  @Override
  String reasonOfBrokenBody() {
    return "the SenML pack is empty";
  }

  @Override
  String protocol() {
    return "mqtt";
  }

  /** Paho does not hand out the reason string of a PUBREC. */
  @Override
  boolean hearsReasons() {
    return false;
  }
}
