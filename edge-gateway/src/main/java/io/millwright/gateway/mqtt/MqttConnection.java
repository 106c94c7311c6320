package io.millwright.gateway.mqtt;

import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Protocol;
import io.netty.buffer.ByteBufUtil;
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
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. Everything here runs on the connection's event loop, but for {@link Publication}s,
 * which Kafka's threads complete.
 *
 * <pre>
 *  CONNECT -> Handshake -> PUBLISH -> Intake -> Kafka
 *                             |                   | completed, in any order
 *                    AcknowledgementQueue  <------+
 *                             | in the order of the PUBLISHes
 *                       PUBACK, PUBREC
 * </pre>
 */
final class MqttConnection extends ChannelInboundHandlerAdapter
    implements AcknowledgementQueue.Listener {
  private static final Logger LOGGER = LoggerFactory.getLogger(MqttConnection.class);

  private final MqttConfig config;
  private final Intake intake;
  private final Sessions sessions;
  private final MqttCounters counters;
  private final LongSupplier clockMicros;

  /** Ids of QoS 2 messages of this connection that have no PUBREL yet. */
  private final Set<Integer> openQos2 = new HashSet<>();

  private int openQos1;
  private boolean counted;
  private boolean ending;
  private ClientTerms terms = ClientTerms.unknown();
  private @Nullable Duration keepSessionOnClose;
  private @Nullable String clientId;
  private String source = "mqtt:";
  private @Nullable ScheduledFuture<?> connectDeadline;

  // Set when the channel is active.
  private @Nullable ChannelHandlerContext context;
  private @Nullable ReadGate gate;
  private @Nullable AcknowledgementQueue queue;

  // Set by CONNECT.
  private @Nullable Session session;
  private @Nullable TopicAliases aliases;

  /**
   * @param clockMicros the time of receipt, microseconds since 1970
   */
  MqttConnection(
      MqttConfig config,
      Intake intake,
      Sessions sessions,
      MqttCounters counters,
      LongSupplier clockMicros) {
    this.config = config;
    this.intake = intake;
    this.sessions = sessions;
    this.counters = counters;
    this.clockMicros = clockMicros;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    gate = new ReadGate(ctx.channel());
    queue = new AcknowledgementQueue(ctx, this);
    counted = true;
    // One too many is told so in the handshake; this bounds those that never get so far.
    boolean flooded = counters.connected() > 2L * config.maxConnections();
    long millis = config.connectTimeout().toMillis();
    connectDeadline =
        ctx.executor()
            .schedule(
                () -> end(ctx, Disconnect.MAXIMUM_CONNECT_TIME, "no CONNECT came in time"),
                millis,
                TimeUnit.MILLISECONDS);
    if (flooded) {
      ctx.close();
    }
    super.channelActive(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    if (counted) {
      counted = false;
      counters.disconnected();
    }
    cancelConnectDeadline();
    if (queue != null) {
      queue.stop();
    }
    if (clientId != null) {
      Duration keep = keepSessionOnClose == null ? terms.keepSession() : keepSessionOnClose;
      sessions.closed(clientId, this, keep);
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
    if (packet.decoderResult().isFailure()) {
      malformed(ctx, packet);
      return;
    }
    if (packet instanceof MqttConnectMessage connect) {
      if (clientId != null) {
        end(ctx, Disconnect.PROTOCOL_ERROR, "CONNECT came a second time");
      } else {
        connect(ctx, connect);
      }
      return;
    }
    if (clientId == null) {
      end(ctx, Disconnect.PROTOCOL_ERROR, "the first packet must be CONNECT");
      return;
    }
    switch (packet.fixedHeader().messageType()) {
      case PUBLISH -> publish(ctx, (MqttPublishMessage) packet);
      case PUBREL -> release(ctx, ((MqttMessageIdVariableHeader) packet.variableHeader()));
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
              ctx,
              Disconnect.PROTOCOL_ERROR,
              packet.fixedHeader().messageType() + " is not expected from a client here");
    }
  }

  private void malformed(ChannelHandlerContext ctx, MqttMessage packet) {
    Throwable cause = packet.decoderResult().cause();
    if (clientId == null) {
      cancelConnectDeadline();
      ending = true;
      counters.refused();
      Handshake.refuseMalformed(ctx, cause);
    } else if (cause instanceof TooLongFrameException) {
      end(
          ctx,
          Disconnect.PACKET_TOO_LARGE,
          "the packet is larger than " + config.maxPacketBytes() + " bytes: send several messages");
    } else {
      end(ctx, Disconnect.MALFORMED_PACKET, "malformed packet: " + cause.getMessage());
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
      ctx.writeAndFlush(Packets.refused(refused.code(), refused.reasonString(), refused.reason()))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    Handshake.Admitted admitted = (Handshake.Admitted) result;
    terms = admitted.terms();
    clientId = admitted.clientId();
    source = "mqtt:" + clientId;
    aliases = new TopicAliases(config.topicAliasMaximum());
    acknowledgements().answerWith(terms.version5(), terms.reasonStrings(), terms.maxPacketBytes());
    Sessions.Opened opened = sessions.open(admitted.clientId(), terms.cleanStart(), this);
    session = opened.session();
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

  private void publish(ChannelHandlerContext ctx, MqttPublishMessage publish) {
    String topic = topic(ctx, publish);
    if (topic == null) {
      return;
    }
    int qos = publish.fixedHeader().qosLevel().value();
    int packetId = qos == 0 ? 0 : publish.variableHeader().packetId();
    if (!countsAsOpen(ctx, qos, packetId)) {
      return;
    }
    Session current = qos == 2 ? session : null;
    Publication publication = new Publication(packetId, qos, acknowledgements(), current);
    acknowledgements().add(publication);
    if (current == null || current.arrived(publication) == Session.Arrival.NEW) {
      intake.take(
          new DeviceMessage(
              Protocol.MQTT,
              source,
              topic,
              declaredFormat(publish.variableHeader().properties()),
              ByteBufUtil.getBytes(publish.payload()),
              clockMicros.getAsLong()),
          publication);
    }
    pauseIfFull(ctx);
  }

  /** Resolves the alias; null when the client broke a rule and the connection is ending. */
  private @Nullable String topic(ChannelHandlerContext ctx, MqttPublishMessage publish) {
    String topic = publish.variableHeader().topicName();
    if (!terms.version5() || aliases == null) {
      return topic;
    }
    long alias =
        ClientTerms.integer(publish.variableHeader().properties(), MqttProperties.TOPIC_ALIAS, -1);
    if (alias == -1) {
      if (topic.isEmpty()) {
        end(ctx, Disconnect.PROTOCOL_ERROR, "PUBLISH has neither a topic nor a topic alias");
        return null;
      }
      return topic;
    }
    if (!aliases.allowed(alias)) {
      end(
          ctx,
          Disconnect.TOPIC_ALIAS_INVALID,
          "topic alias " + alias + " is not between 1 and " + config.topicAliasMaximum());
      return null;
    }
    if (!topic.isEmpty()) {
      aliases.set(alias, topic);
      return topic;
    }
    String known = aliases.topic(alias);
    if (known == null) {
      end(ctx, Disconnect.PROTOCOL_ERROR, "topic alias " + alias + " was not set before");
    }
    return known;
  }

  /** Whether the client keeps to the receive maximum (MQTT 5, section 4.9). */
  private boolean countsAsOpen(ChannelHandlerContext ctx, int qos, int packetId) {
    if (qos == 1) {
      openQos1++;
    } else if (qos == 2) {
      openQos2.add(packetId);
    }
    if (terms.version5() && openQos1 + openQos2.size() > config.maxInFlight()) {
      end(
          ctx,
          Disconnect.RECEIVE_MAXIMUM_EXCEEDED,
          "more than " + config.maxInFlight() + " messages without acknowledgement");
      return false;
    }
    return true;
  }

  private static @Nullable BodyFormat declaredFormat(MqttProperties properties) {
    if (properties.getProperty(MqttProperties.CONTENT_TYPE)
        instanceof MqttProperties.StringProperty contentType) {
      return BodyFormat.ofMediaType(contentType.value());
    }
    return null;
  }

  private void pauseIfFull(ChannelHandlerContext ctx) {
    ReadGate reading = gate;
    if (reading == null) {
      return;
    }
    if (acknowledgements().size() >= config.maxInFlight()
        && reading.close(ReadGate.Closure.CONNECTION_FULL)) {
      counters.paused();
    }
    if (intake.budget().full() && reading.close(ReadGate.Closure.GATEWAY_FULL)) {
      counters.paused();
      intake
          .budget()
          .whenThereIsRoom(
              () -> ctx.executor().execute(() -> reading.open(ReadGate.Closure.GATEWAY_FULL)));
    }
  }

  private void release(ChannelHandlerContext ctx, MqttMessageIdVariableHeader header) {
    int packetId = header.messageId();
    Session.Release release =
        session == null ? Session.Release.UNKNOWN_ID : session.released(packetId);
    if (release == Session.Release.TOO_EARLY) {
      end(ctx, Disconnect.PROTOCOL_ERROR, "PUBREL " + packetId + " came before its PUBREC");
      return;
    }
    openQos2.remove(packetId);
    ctx.writeAndFlush(Packets.pubComp(packetId, terms.version5(), release == Session.Release.DONE));
  }

  private void disconnected(ChannelHandlerContext ctx, MqttMessage packet) {
    if (packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header) {
      long expiry =
          ClientTerms.integer(header.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL, -1);
      if (expiry >= 0) {
        Duration asked = Duration.ofSeconds(expiry);
        keepSessionOnClose =
            asked.compareTo(config.maxSessionExpiry()) < 0 ? asked : config.maxSessionExpiry();
      }
    }
    ending = true;
    ctx.close();
  }

  @Override
  public void answered(Publication publication, Publication.Outcome outcome) {
    if (publication.qos() == 1) {
      openQos1--;
    } else if (publication.qos() == 2
        && terms.version5()
        && outcome instanceof Publication.Outcome.Refused) {
      // PUBREC carried an error: the exchange is over.
      openQos2.remove(publication.packetId());
      if (session != null) {
        session.forget(publication.packetId());
      }
    }
  }

  @Override
  public void drained(int left) {
    if (gate != null && left <= config.maxInFlight() / 2) {
      gate.open(ReadGate.Closure.CONNECTION_FULL);
    }
  }

  @Override
  public void failed(Exception cause) {
    LOGGER
        .atWarn()
        .addKeyValue("source", source)
        .addKeyValue("cause", String.valueOf(cause))
        .log("Kafka did not take a message: closing the connection without acknowledgement");
    if (context != null) {
      end(
          context,
          Disconnect.SERVER_BUSY,
          "the message could not be stored and is not acknowledged: connect and send it again");
    }
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
        end(
            ctx,
            Disconnect.KEEP_ALIVE_TIMEOUT,
            "nothing came for 1.5 times the keep-alive of " + terms.keepAlive());
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
          .addKeyValue("source", source)
          .addKeyValue("cause", String.valueOf(cause))
          .log("MQTT connection broke");
      ctx.close();
      return;
    }
    LOGGER
        .atWarn()
        .addKeyValue("source", source)
        .setCause(cause)
        .log("closing an MQTT connection after an error");
    end(
        ctx,
        cause instanceof DecoderException
            ? Disconnect.MALFORMED_PACKET
            : Disconnect.UNSPECIFIED_ERROR,
        "the packet could not be processed");
  }

  /** The same client has connected again; on the new connection's event loop. */
  private void takenOver() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.executor()
          .execute(
              () ->
                  end(
                      ctx,
                      Disconnect.SESSION_TAKEN_OVER,
                      "another connection uses the same client id"));
    }
  }

  /** The gateway stops; on any thread. */
  void shutDown() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.executor()
          .execute(() -> end(ctx, Disconnect.SERVER_SHUTTING_DOWN, "the gateway is stopping"));
    }
  }

  /** Closes the connection; an MQTT 5 client is told why first. */
  private void end(ChannelHandlerContext ctx, Disconnect code, String reason) {
    if (ending) {
      return;
    }
    ending = true;
    counters.ended(code.name().toLowerCase(java.util.Locale.ROOT));
    LOGGER
        .atInfo()
        .addKeyValue("source", source)
        .addKeyValue("remote", ctx.channel().remoteAddress())
        .addKeyValue("reason", reason)
        .log("ending an MQTT connection");
    if (terms.version5() && clientId != null) {
      ctx.writeAndFlush(Packets.disconnect(code, reason)).addListener(ChannelFutureListener.CLOSE);
    } else {
      ctx.close();
    }
  }

  private AcknowledgementQueue acknowledgements() {
    AcknowledgementQueue current = queue;
    if (current == null) {
      throw new IllegalStateException("the channel is not active yet");
    }
    return current;
  }

  private void cancelConnectDeadline() {
    if (connectDeadline != null) {
      connectDeadline.cancel(false);
      connectDeadline = null;
    }
  }
}
