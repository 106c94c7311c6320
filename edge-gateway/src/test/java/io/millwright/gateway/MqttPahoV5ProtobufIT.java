package io.millwright.gateway;

import java.nio.charset.StandardCharsets;

/** Protobuf, told by the content type. */
final class MqttPahoV5ProtobufIT extends DeviceContract {
  @Override
  Device connect(EdgeGateway gateway) throws Exception {
    return new PahoDevice(gateway.mqttPort(), 1, "application/x-protobuf");
  }

  @Override
  byte[] brokenBody() {
    return "{\"values\":{\"n\":1}}".getBytes(StandardCharsets.UTF_8);
  }

  @Override
  String reasonOfBrokenBody() {
    return "the body is not a MeasurementBatch in protobuf";
  }

  @Override
  String protocol() {
    return "mqtt";
  }
}
