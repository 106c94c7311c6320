package io.millwright.gateway;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.coap.DtlsConfig;
import io.millwright.gateway.device.Permissions;

final class CoapDtlsIT extends DeviceContract {
  @Override
  EdgeGateway startGateway(GatewayConfig config, SimpleMeterRegistry meters) {
    return EdgeGateway.start(
        config.withCoap(CoapConfig.defaults().withDtls(DtlsConfig.defaults())),
        meters,
        new KnownDevices().with("demo/press-7", "a key of press 7", Permissions.ALL));
  }

  @Override
  Device connect(EdgeGateway gateway) throws Exception {
    return CoapDevice.secured(gateway.coapDtlsPort(), 50, "demo/press-7", "a key of press 7");
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
