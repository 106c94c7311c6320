package io.millwright.gateway.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.device.DeviceAccess;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.net.ReceivingBudget;
import io.millwright.gateway.net.ServerTls;
import io.millwright.gateway.net.TcpServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.flow.FlowControlHandler;
import org.jspecify.annotations.Nullable;

/** The HTTP server that devices post to. */
public final class HttpListener implements AutoCloseable {
  private final Shared shared;
  private final @Nullable ServerTls tls;
  private final TcpServer server;
  private final int port;

  /** What all connections share. */
  record Shared(
      HttpConfig config,
      Intake intake,
      DeviceAccess access,
      Connections connections,
      ReceivingBudget receiving) {}

  private HttpListener(HttpConfig config, Shared shared) {
    this.shared = shared;
    tls = config.tls() == null ? null : ServerTls.load("http.ingest.tls", config.tls());
    server = new TcpServer("http-ingest", 1);
    try {
      port =
          server.listen(
              config.host(), config.port(), "http.ingest.host, http.ingest.port", this::serve);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /**
   * Listens.
   *
   * @throws IllegalStateException if the address cannot be had
   * @throws io.millwright.gateway.config.InvalidConfigException if a file for TLS is not usable
   */
  public static HttpListener start(
      HttpConfig config, Intake intake, DeviceAccess access, MeterRegistry registry) {
    Shared shared =
        new Shared(
            config,
            intake,
            access,
            new Connections(config.maxConnections()),
            ReceivingBudget.metered(config.maxReceivingBytes(), "http", registry));
    HttpListener listener = new HttpListener(config, shared);
    Gauge.builder("millwright.gateway.connections", shared, all -> all.connections().count())
        .description("Devices connected")
        .tag("protocol", "http")
        .register(registry);
    return listener;
  }

  private void serve(SocketChannel channel) {
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    serve(channel.pipeline(), shared);
  }

  /** Adds what stands between the bytes of a connection and the intake. */
  static void serve(ChannelPipeline pipeline, Shared shared) {
    pipeline
        .addLast(
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(4_096)
                    .setMaxHeaderSize(16_384)
                    .setMaxChunkSize(16_384)))
        .addLast(new HttpServerKeepAliveHandler())
        // Holds what is decoded already while the handler does not read: one request at a time.
        .addLast(new FlowControlHandler())
        .addLast(new IngestHandler(shared));
  }

  public int port() {
    return port;
  }

  /** Bytes of bodies that have not arrived as a whole. */
  long receivingBytes() {
    return shared.receiving().bytes();
  }

  /** Takes no more, answers what has come if the store still does, and ends all connections. */
  @Override
  public void close() {
    server.stopListening();
    for (Channel connection : server.connections()) {
      IngestHandler handler = connection.pipeline().get(IngestHandler.class);
      if (handler != null) {
        handler.shutDown();
      }
    }
    server.close();
  }
}
