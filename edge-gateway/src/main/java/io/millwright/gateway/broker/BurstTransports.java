package io.millwright.gateway.broker;

import java.net.URI;
import java.util.Set;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.internal.NetworkModuleService;
import org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * Makes Paho read and write several packets with one call of the system; by itself it reads each
 * packet with three and writes each acknowledgement with one. Payloads go around it. Paho finds
 * this class as a service, for URLs of {@link #url}.
 */
public final class BurstTransports implements NetworkModuleFactory {
  private static final String PREFIX = "burst-";

  /** The URL of a broker by which Paho comes here. */
  static String url(String brokerUrl) {
    return PREFIX + brokerUrl;
  }

  @Override
  public Set<String> getSupportedUriSchemes() {
    return Set.of(PREFIX + "tcp", PREFIX + "ssl");
  }

  @Override
  public void validateURI(URI url) {
    NetworkModuleService.validateURI(brokerUrl(url));
  }

  @Override
  public NetworkModule createNetworkModule(URI url, MqttConnectionOptions options, String clientId)
      throws MqttException {
    NetworkModule paho = NetworkModuleService.createInstance(brokerUrl(url), options, clientId);
    Options ours = (Options) options;
    return new BurstTransport(
        paho, ours.acknowledgements, ours.payloads, Math.toIntExact(ours.getMaximumPacketSize()));
  }

  private static String brokerUrl(URI url) {
    return url.toString().substring(PREFIX.length());
  }

  /** Options of a connection that comes here. */
  static final class Options extends MqttConnectionOptions {
    private final Acknowledgements acknowledgements;
    private final Payloads payloads;

    Options(Acknowledgements acknowledgements, Payloads payloads) {
      this.acknowledgements = acknowledgements;
      this.payloads = payloads;
    }
  }
}
