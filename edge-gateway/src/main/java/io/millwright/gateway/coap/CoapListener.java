package io.millwright.gateway.coap;

import static org.eclipse.californium.core.config.CoapConfig.DEDUPLICATOR;
import static org.eclipse.californium.core.config.CoapConfig.DEDUPLICATOR_PEERS_MARK_AND_SWEEP;
import static org.eclipse.californium.core.config.CoapConfig.MAX_ACTIVE_PEERS;
import static org.eclipse.californium.core.config.CoapConfig.MAX_MESSAGE_SIZE;
import static org.eclipse.californium.core.config.CoapConfig.MAX_PEER_INACTIVITY_PERIOD;
import static org.eclipse.californium.core.config.CoapConfig.MAX_RESOURCE_BODY_SIZE;
import static org.eclipse.californium.core.config.CoapConfig.PEERS_MARK_AND_SWEEP_MESSAGES;
import static org.eclipse.californium.core.config.CoapConfig.PREFERRED_BLOCK_SIZE;

import io.millwright.gateway.intake.Intake;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;

/** The CoAP server that devices send to. */
public final class CoapListener implements AutoCloseable {
  static {
    org.eclipse.californium.core.config.CoapConfig.register();
    UdpConfig.register();
  }

  /**
   * How many of a peer's newest messages are known again when they are repeated. Room for sixteen
   * uploads at once (NSTART 16) of 64 blocks each; a datagram is repeated for 45 s at most, and
   * meanwhile its sender has one exchange fewer for other messages.
   */
  static final int REMEMBERED_MESSAGES_PER_PEER = 1_024;

  private final CoapServer server;
  private final CoapEndpoint endpoint;
  private final MeasurementsResource measurements;
  private final ScheduledExecutorService timeouts;

  private CoapListener(CoapConfig config, Intake intake) {
    Configuration californium = Configuration.createStandardWithoutFile();
    californium.set(MAX_RESOURCE_BODY_SIZE, config.maxMessageBytes());
    californium.set(MAX_MESSAGE_SIZE, 1_024);
    californium.set(PREFERRED_BLOCK_SIZE, 1_024);
    californium.set(MAX_ACTIVE_PEERS, config.maxPeers());
    // The default remembers every message of 247 s, so that one peer could fill the memory.
    californium.set(DEDUPLICATOR, DEDUPLICATOR_PEERS_MARK_AND_SWEEP);
    californium.set(PEERS_MARK_AND_SWEEP_MESSAGES, REMEMBERED_MESSAGES_PER_PEER);
    // Longer than an exchange lives (247 s), so that a forgotten peer cannot repeat a message.
    californium.set(MAX_PEER_INACTIVITY_PERIOD, 300, TimeUnit.SECONDS);
    endpoint =
        CoapEndpoint.builder()
            .setConfiguration(californium)
            .setInetSocketAddress(new InetSocketAddress(config.host(), config.port()))
            .build();
    timeouts =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "coap-timeouts");
              thread.setDaemon(true);
              return thread;
            });
    server = new CoapServer(californium);
    server.addEndpoint(endpoint);
    measurements = new MeasurementsResource(config, intake, timeouts);
    server.add(measurements);
  }

  /**
   * Listens.
   *
   * @throws IllegalStateException if the address cannot be had
   */
  public static CoapListener start(CoapConfig config, Intake intake) {
    CoapListener listener = new CoapListener(config, intake);
    try {
      listener.server.start();
    } catch (IllegalStateException e) {
      listener.close();
      throw new IllegalStateException(
          "CoAP cannot listen on "
              + config.host()
              + ":"
              + config.port()
              + " (coap.host, coap.port): "
              + e.getMessage(),
          e);
    }
    return listener;
  }

  public int port() {
    return endpoint.getAddress().getPort();
  }

  @Override
  public void close() {
    measurements.close();
    server.destroy();
    timeouts.shutdownNow();
  }
}
