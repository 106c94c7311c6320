package io.millwright.gateway.broker;

import java.net.URI;
import java.util.Set;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.internal.NetworkModuleService;
import org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * Makes Paho leave what the broker publishes, and its acknowledgements, to the gateway, which reads
 * and writes many of them with one call of the system. Paho finds this class as a service, for URLs
 * of {@link #url}.
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
        paho,
        ours.taker,
        ours.acknowledgements,
        Math.toIntExact(ours.getMaximumPacketSize()),
        ours.oldBroker);
  }

  private static String brokerUrl(URI url) {
    return url.toString().substring(PREFIX.length());
  }

  /** Options of a connection that comes here. */
  static final class Options extends MqttConnectionOptions {
    private final Acknowledgements acknowledgements;
    private final PublishStream.Taker taker;
    private final boolean oldBroker;

    /**
     * @param oldBroker whether the broker speaks MQTT 3.1.1
     */
    Options(Acknowledgements acknowledgements, PublishStream.Taker taker, boolean oldBroker) {
      this.acknowledgements = acknowledgements;
      this.taker = taker;
      this.oldBroker = oldBroker;
    }
  }
}
