package io.millwright.gateway.coap;

import io.millwright.gateway.command.Commands;
import io.millwright.gateway.device.DeviceAccess;
import io.millwright.gateway.intake.Intake;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.jspecify.annotations.Nullable;

/** The CoAP server that devices send to and read commands from, plain and over DTLS. */
public final class CoapListener implements AutoCloseable {
  private final CoapServer server;
  private final CoapEndpoint plain;
  private final @Nullable CoapEndpoint dtls;
  private final DtlsSessions sessions;
  private final UploadResource uploads;
  private final ScheduledExecutorService timeouts;
  private final Commands commands;
  private final Feeds feeds;

  private CoapListener(CoapConfig config, Intake intake, DeviceAccess access, Commands commands) {
    timeouts = timeouts();
    sessions = new DtlsSessions(access, timeouts);
    Doorkeeper doorkeeper = new Doorkeeper(access, config, sessions);
    Endpoints endpoints = new Endpoints(config);
    this.commands = commands;
    feeds = new Feeds(commands, doorkeeper);
    plain = endpoints.plain();
    dtls = config.dtls() == null ? null : endpoints.dtls(config.dtls(), access, sessions);
    server = new CoapServer(endpoints.californium());
    server.setMessageDeliverer(
        new DeviceDeliverer(server.getRoot(), endpoints.californium(), feeds));
    server.addEndpoint(plain);
    if (dtls != null) {
      server.addEndpoint(dtls);
    }
    uploads = new UploadResource(config, intake, doorkeeper, timeouts);
    server.add(uploads);
  }

  /** Forgets a timeout that is cancelled at once: with it goes the body that it holds. */
  static ScheduledThreadPoolExecutor timeouts() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "coap-timeouts");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  /**
   * Listens.
   *
   * @param commands what devices can read and observe
   * @throws IllegalStateException if an address cannot be had
   */
  public static CoapListener start(
      CoapConfig config, Intake intake, DeviceAccess access, Commands commands) {
    CoapListener listener = new CoapListener(config, intake, access, commands);
    try {
      listener.listen(config);
    } catch (IllegalStateException e) {
      listener.close();
      throw e;
    }
    commands.add(listener.feeds);
    access.onRevoked(listener.sessions::letGo);
    return listener;
  }

  private void listen(CoapConfig config) {
    String cause = "is another program there?";
    try {
      // Does not complain when only one of two sockets can be had.
      server.start();
    } catch (IllegalStateException e) {
      cause = String.valueOf(e.getMessage());
    }
    if (!plain.isStarted()) {
      throw new IllegalStateException(
          "CoAP cannot listen on "
              + config.host()
              + ":"
              + config.port()
              + " (coap.host, coap.port): "
              + cause);
    }
    if (dtls != null && config.dtls() != null && !dtls.isStarted()) {
      throw new IllegalStateException(
          "CoAP over DTLS cannot listen on "
              + config.dtls().host()
              + ":"
              + config.dtls().port()
              + " (coap.dtls.host, coap.dtls.port): "
              + cause);
    }
  }

  public int port() {
    return plain.getAddress().getPort();
  }

  /**
   * The port that CoAP over DTLS listens on.
   *
   * @throws IllegalStateException if there is none
   */
  public int dtlsPort() {
    if (dtls == null) {
      throw new IllegalStateException("CoAP over DTLS is switched off");
    }
    return dtls.getAddress().getPort();
  }

  @Override
  public void close() {
    commands.remove(feeds);
    uploads.close();
    server.destroy();
    timeouts.shutdownNow();
  }
}
