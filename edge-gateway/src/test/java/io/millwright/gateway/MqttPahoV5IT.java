package io.millwright.gateway;

final class MqttPahoV5IT extends DeviceContract {
  @Override
  Device connect(EdgeGateway gateway) throws Exception {
    return new PahoDevice(gateway.mqttPort(), 1, null);
  }

  @Override
  String reasonOfBrokenBody() {
    return "value of point 'n' is the text \"abc\": send a number";
  }

  @Override
  String protocol() {
    return "mqtt";
  }
}
