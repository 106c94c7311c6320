package io.millwright.gateway;

final class MqttRawIT extends DeviceContract {
  @Override
  Device connect(EdgeGateway gateway) throws Exception {
    return new RawMqttDevice(gateway.mqttPort(), "raw-device");
  }

  @Override
  String reasonOfBrokenBody() {
    return "value of point 'n' is the text \"abc\": send a number";
  }

  @Override
  String protocol() {
    return "mqtt";
  }

  /** MQTT 3.1.1 has no reason codes: a broken message is acknowledged, and kept. */
  @Override
  boolean hearsRefusals() {
    return false;
  }
}
