package io.millwright.gateway.mqtt;

import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.topic.TopicRoutes;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The MQTT server that devices connect to. */
public final class MqttEndpoint implements AutoCloseable {
  private final EventLoopGroup acceptor;
  private final EventLoopGroup workers;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel server;

  private MqttEndpoint(MqttConfig config, TopicRoutes routes, MeterRegistry registry) {
    MqttCounters counters = new MqttCounters(registry);
    Sessions sessions = new Sessions(2 * config.maxConnections(), config.maxInFlight());
    LongSupplier clock = () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    acceptor =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("mqtt-accept"), NioIoHandler.newFactory());
    workers =
        new MultiThreadIoEventLoopGroup(
            config.eventLoops(), new DefaultThreadFactory("mqtt"), NioIoHandler.newFactory());
    try {
      server =
          new ServerBootstrap()
              .group(acceptor, workers)
              .channel(NioServerSocketChannel.class)
              .option(ChannelOption.SO_BACKLOG, 1_024)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childOption(ChannelOption.SO_KEEPALIVE, true)
              // Bounds what one read brings after reading was stopped.
              .childOption(
                  ChannelOption.RECVBUF_ALLOCATOR,
                  new AdaptiveRecvByteBufAllocator(512, 2_048, 16_384))
              .childHandler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                      connections.add(channel);
                      channel
                          .pipeline()
                          .addLast(
                              new MqttDecoder(config.maxPacketBytes(), config.maxClientIdLength()))
                          .addLast(MqttEncoder.INSTANCE)
                          .addLast(
                              "mqtt",
                              new MqttConnection(config, routes, sessions, counters, clock));
                    }
                  })
              .bind(config.host(), config.port())
              .syncUninterruptibly()
              .channel();
    } catch (RuntimeException e) {
      stopLoops();
      throw e;
    }
  }

  /**
   * Listens.
   *
   * @throws IllegalStateException if the address cannot be had
   */
  public static MqttEndpoint start(MqttConfig config, TopicRoutes routes, MeterRegistry registry) {
    try {
      return new MqttEndpoint(config, routes, registry);
    } catch (Exception e) {
      // syncUninterruptibly throws the checked BindException undeclared.
      throw new IllegalStateException(
          "MQTT cannot listen on "
              + config.host()
              + ":"
              + config.port()
              + " (mqtt.host, mqtt.port): "
              + e.getMessage(),
          e);
    }
  }

  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Takes no more, acknowledges what has come if Kafka still answers, and ends all connections. */
  @Override
  public void close() {
    ChannelFuture closed = server.close().awaitUninterruptibly();
    for (Channel connection : connections) {
      MqttConnection handler = connection.pipeline().get(MqttConnection.class);
      if (handler != null) {
        handler.shutDown();
      }
    }
    connections.newCloseFuture().awaitUninterruptibly(2, TimeUnit.SECONDS);
    connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    stopLoops();
    if (closed.cause() != null) {
      throw new IllegalStateException("MQTT did not stop listening", closed.cause());
    }
  }

  private void stopLoops() {
    var workersStopped = workers.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    acceptor.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    workersStopped.awaitUninterruptibly();
  }
}
