package io.millwright.gateway.mqtt;

import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.RateExceededException;
import io.millwright.gateway.net.EventLoops;
import io.millwright.gateway.net.Peers;
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
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
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

  /** How long a last packet has to get out. */
  static final Duration LAST_WORD = Duration.ofSeconds(5);

  private final EndpointServices services;
  private final MqttConfig config;
  private final MqttCounters counters;

  private final Entrance entrance;

  private int messages;
  private boolean ending;

  /** The client said that it goes, so its will is not published. */
  private boolean saidGoodbye;

  // Read by the event loop of a connection that takes over, hence volatile.
  private volatile @Nullable ChannelHandlerContext context;
  private @Nullable ReadGate gate;

  /** Set when the client has been let in. */
  private @Nullable AdmittedClient client;

  /** What DISCONNECT asked for instead of CONNECT. */
  private @Nullable Duration keepSessionOnClose;

  /** A connection that is not active yet. */
  MqttConnection(EndpointServices services) {
    this.services = services;
    this.config = services.config();
    this.counters = services.counters();
    this.entrance = new Entrance(services.waiting());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    gate = new ReadGate(ctx.channel());
    if (!entrance.enter(
        ctx,
        Peers.address(ctx.channel()),
        config.connectTimeout(),
        () -> end(Disconnect.MAXIMUM_CONNECT_TIME, "no CONNECT came in time"))) {
      ctx.close();
    }
    super.channelActive(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    entrance.leave();
    entrance.discard();
    endBurst();
    if (client != null) {
      counters.disconnected();
      client.gone(
          ctx,
          this,
          services.sessions(),
          keepSessionOnClose == null ? client.terms().keepSession() : keepSessionOnClose,
          !saidGoodbye);
    }
    super.channelInactive(ctx);
  }

  /** How many packets have come out of the decoders. */
  int messages() {
    return messages;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    messages++;
    take(ctx, message);
  }

  private void take(ChannelHandlerContext ctx, Object message) {
    try {
      if (!ending && message instanceof MqttMessage packet) {
        packet(ctx, packet);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** The next packet is a PUBLISH without properties, of a client that has been let in. */
  void publish(PlainPublish publish) {
    messages++;
    if (!ending && client != null) {
      client.publishing().publish(publish);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    endBurst();
    super.channelReadComplete(ctx);
  }

  private void endBurst() {
    if (client != null) {
      client.publishing().endBurst();
    }
  }

  private void packet(ChannelHandlerContext ctx, MqttMessage packet) {
    if (packet.decoderResult().isFailure()) {
      malformed(ctx, packet.decoderResult().cause());
    } else if (packet instanceof MqttConnectMessage connect) {
      if (entrance.hasApplied()) {
        end(Disconnect.PROTOCOL_ERROR, "CONNECT came a second time");
      } else {
        connect(ctx, connect);
      }
    } else if (client != null) {
      packet(ctx, packet, client);
    } else if (entrance.hasApplied()) {
      entrance.keep(packet);
    } else {
      end(Disconnect.PROTOCOL_ERROR, "the first packet must be CONNECT");
    }
  }

  private void packet(ChannelHandlerContext ctx, MqttMessage packet, AdmittedClient sender) {
    switch (packet.fixedHeader().messageType()) {
      case PUBLISH -> sender.publishing().publish((MqttPublishMessage) packet);
      case PUBREL -> sender.publishing().release(packetId(packet));
      case PUBACK -> sender.delivery().acknowledged(packetId(packet));
      case PINGREQ -> ctx.writeAndFlush(Packets.pingResponse());
      case SUBSCRIBE -> sender.delivery().subscribe((MqttSubscribeMessage) packet);
      case UNSUBSCRIBE -> sender.delivery().unsubscribe((MqttUnsubscribeMessage) packet);
      case DISCONNECT -> disconnected(ctx, packet, sender.terms());
      default ->
          end(
              Disconnect.PROTOCOL_ERROR,
              packet.fixedHeader().messageType() + " is not expected from a client here");
    }
  }

  private static int packetId(MqttMessage packet) {
    return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
  }

  private void malformed(ChannelHandlerContext ctx, Throwable cause) {
    if (client == null) {
      entrance.decided();
      ending = true;
      counters.refused();
      LOGGER
          .atInfo()
          .addKeyValue("remote", ctx.channel().remoteAddress())
          .addKeyValue("reason", "malformed CONNECT: " + cause.getMessage())
          .log("MQTT connection refused");
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
    entrance.apply();
    String fault = Handshake.fault(connect.variableHeader());
    if (fault != null) {
      malformed(ctx, new DecoderException(fault));
      return;
    }
    Handshake.Result result = Handshake.judge(connect, config, Handshake.certificate(ctx));
    if (result instanceof Handshake.Refused refused) {
      refuse(ctx, refused);
    } else if (result instanceof Handshake.Applicant applicant && gate != null) {
      gate.close(ReadGate.Closure.ADMISSION);
      services
          .access()
          .admit(applicant.credentials(), Peers.address(ctx.channel()))
          .whenComplete(
              (admission, failure) ->
                  EventLoops.execute(ctx, () -> decided(ctx, applicant, admission, failure)));
    }
  }

  private void decided(
      ChannelHandlerContext ctx,
      Handshake.Applicant applicant,
      @Nullable Admission admission,
      @Nullable Throwable failure) {
    if (ending || !ctx.channel().isActive() || gate == null) {
      return;
    }
    if (admission instanceof Admission.Admitted admitted) {
      decided(ctx, applicant, admitted.sender(), gate);
    } else if (admission instanceof Admission.Refused refused) {
      refuse(ctx, Handshake.notAdmitted(applicant.terms(), refused));
    } else {
      refuse(
          ctx,
          Handshake.undecided(applicant.terms(), "credentials could not be checked: " + failure));
    }
  }

  private void decided(
      ChannelHandlerContext ctx, Handshake.Applicant applicant, Sender sender, ReadGate reading) {
    if (entrance.isRevoked(sender.identity())) {
      refuse(
          ctx,
          Handshake.undecided(
              applicant.terms(), "the device's credentials were changed while they were checked"));
      return;
    }
    Sessions.Opening opening =
        services
            .sessions()
            .open(
                new SessionKey(sender.source(), applicant.clientId()),
                applicant.terms().cleanStart(),
                this);
    if (opening instanceof Sessions.Opened opened) {
      entrance.leave();
      AdmittedClient admittedClient = admit(ctx, applicant, sender, opened, reading);
      reading.open(ReadGate.Closure.ADMISSION);
      // They were counted when they came.
      entrance.handOver(packet -> take(ctx, packet));
      endBurst();
      admittedClient.delivery().deliver();
    } else if (opening instanceof Sessions.NoRoom noRoom) {
      refuse(ctx, Handshake.noRoom(applicant.terms(), noRoom));
    }
  }

  private void refuse(ChannelHandlerContext ctx, Handshake.Refused refused) {
    entrance.decided();
    ending = true;
    counters.refused();
    LOGGER
        .atInfo()
        .addKeyValue("remote", ctx.channel().remoteAddress())
        .addKeyValue("reason", refused.reason())
        .log("MQTT connection refused");
    sendAndClose(ctx, Packets.refused(refused.code(), refused.told()));
  }

  private AdmittedClient admit(
      ChannelHandlerContext ctx,
      Handshake.Applicant applicant,
      Sender sender,
      Sessions.Opened opened,
      ReadGate reading) {
    counters.connected();
    ClientTerms terms = applicant.terms();
    Session session = opened.session();
    AdmittedClient admitted =
        new AdmittedClient(
            applicant,
            sender,
            session,
            new Publishing(ctx, terms, sender, services, session, reading, this),
            new Delivery(ctx, terms, sender, services, session.mailbox(), this));
    client = admitted;
    ctx.pipeline().get(PublishDecoder.class).begin(terms.version5());
    if (opened.takenOver() != null) {
      opened.takenOver().takenOver();
    }
    long idleMillis = terms.keepAlive().toMillis() * 3 / 2;
    if (idleMillis > 0) {
      ctx.pipeline()
          .addFirst("keepAlive", new IdleStateHandler(idleMillis, 0, 0, TimeUnit.MILLISECONDS));
    }
    ctx.writeAndFlush(
        Packets.accepted(terms, config, opened.present(), applicant.assignedClientId()));
    return admitted;
  }

  private void disconnected(ChannelHandlerContext ctx, MqttMessage packet, ClientTerms terms) {
    saidGoodbye = true;
    if (packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header) {
      saidGoodbye = header.reasonCode() == Disconnect.NORMAL_DISCONNECT.byteValue();
      long expiry =
          ClientTerms.integer(header.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL, -1);
      if (expiry > 0 && terms.keepSession().isZero() && !config.maxSessionExpiry().isZero()) {
        end(
            Disconnect.PROTOCOL_ERROR,
            "DISCONNECT asks to keep a session that CONNECT did not ask to keep");
        return;
      }
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
        if (client != null) {
          client.delivery().deliver();
        }
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
    if (cause.getCause() instanceof SSLException tls) {
      counters.ended("tls");
      LOGGER
          .atInfo()
          .addKeyValue("remote", ctx.channel().remoteAddress())
          .addKeyValue("cause", String.valueOf(tls))
          .log("ending an MQTT connection: TLS failed");
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
          // It is the gateway that goes, not the device.
          saidGoodbye = true;
          if (client == null) {
            end(Disconnect.SERVER_SHUTTING_DOWN, "the gateway is stopping");
          } else {
            client.publishing().endWhenEmpty();
          }
        });
  }

  private void onEventLoop(Runnable task) {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      EventLoops.execute(ctx, task);
    }
  }

  /** Ends the connection if its device is the one that may no longer come in. On any thread. */
  void letGo(String identity) {
    onEventLoop(
        () -> {
          if (client == null) {
            entrance.revoked(identity);
          } else if (client.sender().identity().equals(identity)) {
            end(Disconnect.ADMINISTRATIVE_ACTION, "the device may no longer come in");
          }
        });
  }

  @Override
  public void endAfter(Exception failure) {
    if (failure instanceof RateExceededException tooFast) {
      end(Disconnect.QUOTA_EXCEEDED, String.valueOf(tooFast.getMessage()));
      return;
    }
    LOGGER
        .atWarn()
        .addKeyValue("source", source())
        .addKeyValue("cause", String.valueOf(failure))
        .log("a message could not be kept: closing the connection without acknowledgement");
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
      sendAndClose(ctx, Packets.disconnect(code, client.terms().told(reason)));
    } else {
      ctx.close();
    }
  }

  /** Memory is short, and this client has been at its packet for longer than all others. */
  void tooSlow() {
    end(
        Disconnect.QUOTA_EXCEEDED,
        "too many large packets are on their way, and this one came too slowly: connect and send"
            + " it again");
  }

  /** Nobody has been let in, and the packet that asks for it is larger than it can have to be. */
  void firstIsTooLarge() {
    end(
        Disconnect.PACKET_TOO_LARGE,
        "the first packet has more than " + PartialPacket.MAX_FIRST_BYTES + " bytes");
  }

  /** Sends a last packet; the connection is closed whether or not it gets out. */
  static void sendAndClose(ChannelHandlerContext ctx, MqttMessage packet) {
    ctx.writeAndFlush(packet, ctx.newPromise().addListener(ChannelFutureListener.CLOSE));
    if (ctx.channel().isOpen()) {
      // It does not get out to a client that does not read.
      ctx.executor().schedule(() -> ctx.close(), LAST_WORD.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private String source() {
    return client == null ? "mqtt:(not connected)" : client.sender().source();
  }
}
