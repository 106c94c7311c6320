package io.millwright.gateway.mqtt;

import io.millwright.gateway.topic.TopicRoutes;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client, from its TCP connection to its end: lets it in, hands its PUBLISHes to {@link
 * Publishing}, and ends the connection when it breaks a rule. Runs on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails has closed the channel
final class MqttConnection extends ChannelInboundHandlerAdapter implements Publishing.Ending {
  private static final Logger LOGGER = LoggerFactory.getLogger(MqttConnection.class);

  private final MqttConfig config;
  private final TopicRoutes routes;
  private final Sessions sessions;
  private final MqttCounters counters;
  private final LongSupplier clockMicros;

  private boolean ending;
  private @Nullable ScheduledFuture<?> connectDeadline;

  // Read by the event loop of a connection that takes over, hence volatile.
  private volatile @Nullable ChannelHandlerContext context;
  private @Nullable ReadGate gate;

  // Both set by CONNECT.
  private Handshake.@Nullable Admitted client;
  private @Nullable Publishing publishing;

  /** What DISCONNECT asked for instead of CONNECT. */
  private @Nullable Duration keepSessionOnClose;

  /**
   * A connection that is not active yet.
   *
   * @param clockMicros the time of receipt, microseconds since 1970
   */
  MqttConnection(
      MqttConfig config,
      TopicRoutes routes,
      Sessions sessions,
      MqttCounters counters,
      LongSupplier clockMicros) {
    this.config = config;
    this.routes = routes;
    this.sessions = sessions;
    this.counters = counters;
    this.clockMicros = clockMicros;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    gate = new ReadGate(ctx.channel());
    connectDeadline =
        ctx.executor()
            .schedule(
                () -> end(Disconnect.MAXIMUM_CONNECT_TIME, "no CONNECT came in time"),
                config.connectTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    // One too many is told so in the handshake; this bounds those that never get so far.
    if (counters.connected() > 2L * config.maxConnections()) {
      ctx.close();
    }
    super.channelActive(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    counters.disconnected();
    cancelConnectDeadline();
    if (publishing != null) {
      publishing.stop();
    }
    if (client != null) {
      Duration keep =
          keepSessionOnClose == null ? client.terms().keepSession() : keepSessionOnClose;
      sessions.closed(client.clientId(), this, keep);
    }
    super.channelInactive(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (!ending && message instanceof MqttMessage packet) {
        packet(ctx, packet);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void packet(ChannelHandlerContext ctx, MqttMessage packet) {
    Publishing accepted = publishing;
    if (packet.decoderResult().isFailure()) {
      malformed(ctx, packet.decoderResult().cause());
    } else if (packet instanceof MqttConnectMessage connect) {
      if (accepted == null) {
        connect(ctx, connect);
      } else {
        end(Disconnect.PROTOCOL_ERROR, "CONNECT came a second time");
      }
    } else if (accepted == null || client == null) {
      end(Disconnect.PROTOCOL_ERROR, "the first packet must be CONNECT");
    } else {
      packet(ctx, packet, accepted, client.terms());
    }
  }

  private void packet(
      ChannelHandlerContext ctx, MqttMessage packet, Publishing accepted, ClientTerms terms) {
    switch (packet.fixedHeader().messageType()) {
      case PUBLISH -> accepted.publish((MqttPublishMessage) packet);
      case PUBREL ->
          accepted.release(((MqttMessageIdVariableHeader) packet.variableHeader()).messageId());
      case PINGREQ -> ctx.writeAndFlush(Packets.pingResponse());
      case SUBSCRIBE -> {
        MqttSubscribeMessage subscribe = (MqttSubscribeMessage) packet;
        ctx.writeAndFlush(
            Packets.subscriptionsRefused(
                subscribe.variableHeader().messageId(),
                subscribe.payload().topicSubscriptions().size(),
                terms));
      }
      case UNSUBSCRIBE -> {
        MqttUnsubscribeMessage unsubscribe = (MqttUnsubscribeMessage) packet;
        ctx.writeAndFlush(
            Packets.unsubscribed(
                unsubscribe.variableHeader().messageId(), unsubscribe.payload().topics().size()));
      }
      case DISCONNECT -> disconnected(ctx, packet);
      default ->
          end(
              Disconnect.PROTOCOL_ERROR,
              packet.fixedHeader().messageType() + " is not expected from a client here");
    }
  }

  private void malformed(ChannelHandlerContext ctx, Throwable cause) {
    if (client == null) {
      cancelConnectDeadline();
      ending = true;
      counters.refused();
      Handshake.refuseMalformed(ctx, cause);
    } else if (cause instanceof TooLongFrameException) {
      end(
          Disconnect.PACKET_TOO_LARGE,
          "the packet is larger than " + config.maxPacketBytes() + " bytes: send several messages");
    } else {
      end(Disconnect.MALFORMED_PACKET, "malformed packet: " + cause.getMessage());
    }
  }

  private void connect(ChannelHandlerContext ctx, MqttConnectMessage connect) {
    cancelConnectDeadline();
    Handshake.Result result =
        Handshake.judge(connect, config, counters.connections() > config.maxConnections());
    if (result instanceof Handshake.Refused refused) {
      ending = true;
      counters.refused();
      LOGGER
          .atInfo()
          .addKeyValue("remote", ctx.channel().remoteAddress())
          .addKeyValue("reason", refused.reason())
          .log("MQTT connection refused");
      sendAndClose(ctx, Packets.refused(refused.code(), refused.reasonString(), refused.reason()));
    } else if (result instanceof Handshake.Admitted admitted && gate != null) {
      admit(ctx, admitted, gate);
    }
  }

  private void admit(ChannelHandlerContext ctx, Handshake.Admitted admitted, ReadGate reading) {
    ClientTerms terms = admitted.terms();
    Sessions.Opened opened = sessions.open(admitted.clientId(), terms.cleanStart(), this);
    client = admitted;
    publishing =
        new Publishing(
            ctx, admitted, config, routes, counters, clockMicros, opened.session(), reading, this);
    if (opened.takenOver() != null) {
      opened.takenOver().takenOver();
    }
    long idleMillis = terms.keepAlive().toMillis() * 3 / 2;
    if (idleMillis > 0) {
      ctx.pipeline()
          .addFirst("keepAlive", new IdleStateHandler(idleMillis, 0, 0, TimeUnit.MILLISECONDS));
    }
    ctx.writeAndFlush(
        Packets.accepted(terms, config, opened.present(), admitted.assignedClientId()));
  }

  private void disconnected(ChannelHandlerContext ctx, MqttMessage packet) {
    if (packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header) {
      long expiry =
          ClientTerms.integer(header.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL, -1);
      if (expiry >= 0) {
        keepSessionOnClose = ClientTerms.sessionExpiry(expiry, config.maxSessionExpiry());
      }
    }
    ending = true;
    ctx.close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    if (gate != null) {
      if (ctx.channel().isWritable()) {
        gate.open(ReadGate.Closure.CLIENT_DOES_NOT_READ);
      } else {
        gate.close(ReadGate.Closure.CLIENT_DOES_NOT_READ);
      }
    }
    super.channelWritabilityChanged(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof IdleStateEvent idle && idle.state() == IdleState.READER_IDLE) {
      // While we do not read we cannot know whether the client is silent.
      if (gate != null && gate.isOpen()) {
        end(Disconnect.KEEP_ALIVE_TIMEOUT, "nothing came for 1.5 times the keep-alive");
      }
      return;
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      // The client went away without DISCONNECT; that is its right.
      LOGGER
          .atDebug()
          .addKeyValue("source", source())
          .addKeyValue("cause", String.valueOf(cause))
          .log("MQTT connection broke");
      ctx.close();
      return;
    }
    LOGGER
        .atWarn()
        .addKeyValue("source", source())
        .setCause(cause)
        .log("closing an MQTT connection after an error");
    end(
        cause instanceof DecoderException
            ? Disconnect.MALFORMED_PACKET
            : Disconnect.UNSPECIFIED_ERROR,
        "the packet could not be processed");
  }

  /** The same client has connected again; called on the new connection's event loop. */
  private void takenOver() {
    onEventLoop(
        () -> end(Disconnect.SESSION_TAKEN_OVER, "another connection uses the same client id"));
  }

  /** The gateway stops: acknowledges what has come, and ends. On any thread. */
  void shutDown() {
    onEventLoop(
        () -> {
          if (publishing == null) {
            end(Disconnect.SERVER_SHUTTING_DOWN, "the gateway is stopping");
          } else {
            publishing.endWhenEmpty();
          }
        });
  }

  private void onEventLoop(Runnable task) {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      EventLoops.execute(ctx, task);
    }
  }

  @Override
  public void endAfter(Exception failure) {
    LOGGER
        .atWarn()
        .addKeyValue("source", source())
        .addKeyValue("cause", String.valueOf(failure))
        .log("Kafka did not take a message: closing the connection without acknowledgement");
    end(
        Disconnect.SERVER_BUSY,
        "the message could not be stored and is not acknowledged: connect and send it again");
  }

  @Override
  public void end(Disconnect code, String reason) {
    ChannelHandlerContext ctx = context;
    if (ending || ctx == null) {
      return;
    }
    ending = true;
    counters.ended(code.name().toLowerCase(Locale.ROOT));
    LOGGER
        .atInfo()
        .addKeyValue("source", source())
        .addKeyValue("remote", ctx.channel().remoteAddress())
        .addKeyValue("reason", reason)
        .log("ending an MQTT connection");
    if (client != null && client.terms().version5()) {
      sendAndClose(ctx, Packets.disconnect(code, client.terms().reasonStrings() ? reason : ""));
    } else {
      ctx.close();
    }
  }

  /** Sends a last packet; the connection is closed whether or not it gets out. */
  static void sendAndClose(ChannelHandlerContext ctx, MqttMessage packet) {
    ctx.writeAndFlush(packet, ctx.newPromise().addListener(ChannelFutureListener.CLOSE));
  }

  private String source() {
    return client == null ? "mqtt:(not connected)" : "mqtt:" + client.clientId();
  }

  private void cancelConnectDeadline() {
    if (connectDeadline != null) {
      connectDeadline.cancel(false);
      connectDeadline = null;
    }
  }
}
