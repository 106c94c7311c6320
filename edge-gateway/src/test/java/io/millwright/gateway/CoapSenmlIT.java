package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

final class CoapSenmlIT extends DeviceContract {
  @Override
  Device connect(EdgeGateway gateway) throws Exception {
    return new CoapDevice(gateway.coapPort(), 110);
  }

  @Override
  byte[] brokenBody() {
    return "[{\"n\":\"n\",\"v\":1,\"vs\":\"abc\"}]".getBytes(UTF_8);
  }

  @Override
  String reasonOfBrokenBody() {
    return "SenML record 1 has more than one of v, vs, vb and vd";
  }

  @Override
  String protocol() {
    return "coap";
  }
}
