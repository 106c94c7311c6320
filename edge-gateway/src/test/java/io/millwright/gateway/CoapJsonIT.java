package io.millwright.gateway;

final class CoapJsonIT extends DeviceContract {
  @Override
  Device connect(EdgeGateway gateway) throws Exception {
    return new CoapDevice(gateway.coapPort(), 50);
  }

  @Override
  String reasonOfBrokenBody() {
    return "value of point 'n' is the text \"abc\": send a number";
  }

  @Override
  String protocol() {
    return "coap";
  }
}
