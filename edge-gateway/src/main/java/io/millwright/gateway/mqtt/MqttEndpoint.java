package io.millwright.gateway.mqtt;

import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.command.Commands;
import io.millwright.gateway.device.DeviceAccess;
import io.millwright.gateway.net.ReceivingBudget;
import io.millwright.gateway.net.ServerTls;
import io.millwright.gateway.net.TcpServer;
import io.millwright.gateway.reading.Micros;
import io.millwright.gateway.topic.DeviceChannel;
import io.millwright.gateway.topic.TopicRoutes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;

/** The MQTT server that devices connect to. */
public final class MqttEndpoint implements AutoCloseable {
  private final EndpointServices services;
  private final Commands commands;
  private final ReceivingBudget receiving;
  private final TcpServer server;
  private final int port;
  private final int tlsPort;

  private MqttEndpoint(EndpointServices services, ReceivingBudget receiving, Commands commands) {
    MqttConfig config = services.config();
    this.services = services;
    this.receiving = receiving;
    this.commands = commands;
    MqttConfig.TlsPort secure = config.tls();
    ServerTls tls = secure == null ? null : ServerTls.load("mqtt.tls", secure.files());
    server = new TcpServer("mqtt", config.eventLoops());
    try {
      port =
          server.listen(
              config.host(),
              config.port(),
              "mqtt.host, mqtt.port",
              channel -> serve(channel.pipeline()));
      tlsPort =
          secure == null || tls == null
              ? -1
              : server.listen(
                  secure.host(),
                  secure.port(),
                  "mqtt.tls.host, mqtt.tls.port",
                  channel -> {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    serve(channel.pipeline());
                  });
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /**
   * Listens.
   *
   * @param commands what devices are to be told
   * @throws IllegalStateException if an address cannot be had
   * @throws io.millwright.gateway.config.InvalidConfigException if a file for TLS is not usable
   */
  public static MqttEndpoint start(
      MqttConfig config,
      TopicRoutes routes,
      DeviceAccess access,
      Commands commands,
      MeterRegistry registry) {
    MqttCounters counters = new MqttCounters(registry);
    Subscriptions subscriptions = new Subscriptions(counters);
    CommandTopics commandTopics = new CommandTopics(commands, subscriptions);
    MqttEndpoint endpoint =
        new MqttEndpoint(
            new EndpointServices(
                config,
                routes,
                access,
                new Sessions(config),
                new WaitingRoom(config.maxConnections()),
                subscriptions,
                commandTopics,
                counters,
                Micros::now),
            ReceivingBudget.metered(config.maxReceivingBytes(), "mqtt", registry),
            commands);
    commands.add(commandTopics);
    access.onRevoked(endpoint::letGo);
    return endpoint;
  }

  private void letGo(String identity) {
    for (Channel connection : server.connections()) {
      MqttConnection handler = connection.pipeline().get(MqttConnection.class);
      if (handler != null) {
        handler.letGo(identity);
      }
    }
  }

  private void serve(ChannelPipeline pipeline) {
    pipeline.addLast(handlers(services, receiving));
  }

  /** What the bytes of a new connection go through. */
  static ChannelHandler[] handlers(EndpointServices services, ReceivingBudget receiving) {
    MqttConfig config = services.config();
    MqttConnection connection = new MqttConnection(services);
    PartialPacket packets =
        new PartialPacket(receiving, connection::tooSlow, connection::firstIsTooLarge);
    return new ChannelHandler[] {
      packets,
      new PublishDecoder(
          packets, config.maxPacketBytes(), connection::messages, connection::publish),
      new MqttDecoder(config.maxPacketBytes(), config.maxClientIdLength()),
      MqttEncoder.INSTANCE,
      connection
    };
  }

  /** Publishes to the clients that subscribe here. */
  public DeviceChannel deviceChannel() {
    return services.subscriptions();
  }

  public int port() {
    return port;
  }

  /**
   * The port for MQTT over TLS.
   *
   * @throws IllegalStateException if there is none
   */
  public int tlsPort() {
    if (tlsPort < 0) {
      throw new IllegalStateException("MQTT over TLS is switched off");
    }
    return tlsPort;
  }

  /** Takes no more, acknowledges what has come if Kafka still answers, and ends all connections. */
  @Override
  public void close() {
    commands.remove(services.commandTopics());
    server.stopListening();
    for (Channel connection : server.connections()) {
      MqttConnection handler = connection.pipeline().get(MqttConnection.class);
      if (handler != null) {
        handler.shutDown();
      }
    }
    server.close();
  }
}
