package io.millwright.gateway.mqtt;

import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.Burst;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.net.EventLoops;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.topic.DeviceChannel;
import io.millwright.gateway.topic.TopicRoutes;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client that has been let in publishes, from PUBLISH to its acknowledgement. Runs on the
 * connection's event loop, but for {@link Publication}s, which Kafka's threads complete.
 *
 * <pre>
 *  PUBLISH -> TopicRoutes -> Kafka or store
 *     |                   | completed, in any order
 *  AcknowledgementQueue <-+
 *     | in the order of the PUBLISHes
 *  PUBACK, PUBREC
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails has closed the channel
final class Publishing implements AcknowledgementQueue.Listener {
  private static final Logger LOGGER = LoggerFactory.getLogger(Publishing.class);

  private final ChannelHandlerContext context;
  private final ClientTerms terms;
  private final MqttConfig config;
  private final TopicRoutes routes;
  private final DeviceChannel back;
  private final MqttCounters counters;
  private final LongSupplier clockMicros;
  private final Session session;
  private final Sender sender;
  private final ReadGate gate;
  private final Ending ending;
  private final AcknowledgementQueue queue;
  private final TopicAliases aliases;
  private final Burst burst;

  /** Ids of QoS 2 messages of this connection that have no PUBREL yet. */
  private final Set<Integer> openQos2 = new HashSet<>();

  private int openQos1;
  private boolean endWhenEmpty;

  /** Ends the connection; an MQTT 5 client is told why. */
  interface Ending {
    void end(Disconnect code, String reason);

    /** Ends it because a message could not be kept. */
    void endAfter(Exception failure);
  }

  /** Begins when the client has been let in. */
  Publishing(
      ChannelHandlerContext context,
      ClientTerms terms,
      Sender sender,
      EndpointServices services,
      Session session,
      ReadGate gate,
      Ending ending) {
    this.context = context;
    this.terms = terms;
    this.config = services.config();
    this.routes = services.routes();
    this.burst = routes.burst();
    this.back = services.subscriptions();
    this.counters = services.counters();
    this.clockMicros = services.clockMicros();
    this.session = session;
    this.sender = sender;
    this.gate = gate;
    this.ending = ending;
    this.aliases = new TopicAliases(config.topicAliasMaximum());
    this.queue = new AcknowledgementQueue(context, terms, this);
  }

  void publish(PlainPublish publish) {
    publish(publish.topic(), publish.qos(), publish.packetId(), null, publish.payload());
  }

  void publish(MqttPublishMessage publish) {
    String topic = topic(publish);
    if (topic != null) {
      int qos = publish.fixedHeader().qosLevel().value();
      publish(
          topic,
          qos,
          qos == 0 ? 0 : publish.variableHeader().packetId(),
          ClientTerms.mediaType(publish.variableHeader().properties()),
          ByteBufUtil.getBytes(publish.payload()));
    }
  }

  private void publish(
      String topic, int qos, int packetId, @Nullable String mediaType, byte[] payload) {
    if (!countsAsOpen(qos, packetId)) {
      return;
    }
    Publication publication = new Publication(packetId, qos, queue, qos == 2 ? session : null);
    queue.add(publication);
    Session.Arrival arrival = qos < 2 ? Session.Arrival.NEW : session.arrived(publication);
    if (arrival == Session.Arrival.TOO_MANY) {
      // Also in MQTT 3.1.1, which knows no receive maximum: nothing else bounds the ids we keep.
      ending.end(
          Disconnect.RECEIVE_MAXIMUM_EXCEEDED,
          "the session has more than " + config.maxInFlight() + " QoS 2 messages without PUBREL");
      return;
    }
    if (arrival == Session.Arrival.NEW) {
      take(topic, mediaType, payload, publication, burst);
    }
    pauseIfFull();
  }

  private void take(
      String topic, @Nullable String mediaType, byte[] payload, Receipt receipt, Burst with) {
    routes.take(
        new DeviceMessage(
            Protocol.MQTT,
            sender,
            topic,
            mediaType == null ? null : BodyFormat.ofMediaType(mediaType),
            payload,
            clockMicros.getAsLong()),
        mediaType,
        back,
        receipt,
        with);
  }

  /** All that one read from the socket has brought has been handed over. */
  void endBurst() {
    burst.end();
    // What one read has brought comes anyway.
    pauseIfTooFast();
  }

  /** The client has gone without a DISCONNECT; on any thread. */
  void publish(Will will) {
    Burst alone = routes.burst();
    take(will.topic(), will.mediaType(), will.payload(), new WillReceipt(sender), alone);
    alone.end();
  }

  /** Nobody waits for the answer to a will. */
  private record WillReceipt(Sender sender) implements Receipt {
    @Override
    public void accepted() {
      LOGGER.atDebug().addKeyValue("source", sender.source()).log("will message stored");
    }

    @Override
    public void rejected(Rejection rejection) {
      LOGGER
          .atInfo()
          .addKeyValue("source", sender.source())
          .addKeyValue("reason", rejection.reason())
          .log("will message rejected");
    }

    @Override
    public void failed(Exception cause) {
      LOGGER
          .atWarn()
          .addKeyValue("source", sender.source())
          .addKeyValue("cause", String.valueOf(cause))
          .log("a will message is lost: it could not be stored");
    }
  }

  /** Resolves the alias; null when the client broke a rule and the connection is ending. */
  private @Nullable String topic(MqttPublishMessage publish) {
    String topic = publish.variableHeader().topicName();
    long alias =
        ClientTerms.integer(publish.variableHeader().properties(), MqttProperties.TOPIC_ALIAS, -1);
    if (alias == -1) {
      if (topic.isEmpty()) {
        ending.end(Disconnect.PROTOCOL_ERROR, "PUBLISH has neither a topic nor a topic alias");
        return null;
      }
      return topic;
    }
    if (!aliases.allowed(alias)) {
      ending.end(
          Disconnect.TOPIC_ALIAS_INVALID,
          "topic alias " + alias + " is not between 1 and " + config.topicAliasMaximum());
      return null;
    }
    if (topic.length() > TopicFilter.MAX_CHARACTERS) {
      ending.end(
          Disconnect.TOPIC_NAME_INVALID,
          "a topic with an alias has at most " + TopicFilter.MAX_CHARACTERS + " characters");
      return null;
    }
    if (!topic.isEmpty()) {
      aliases.set(alias, topic);
      return topic;
    }
    String known = aliases.topic(alias);
    if (known == null) {
      ending.end(Disconnect.PROTOCOL_ERROR, "topic alias " + alias + " was not set before");
    }
    return known;
  }

  /** Whether the client keeps to the receive maximum (MQTT 5, section 4.9). */
  private boolean countsAsOpen(int qos, int packetId) {
    if (qos == 1) {
      openQos1++;
    } else if (qos == 2) {
      openQos2.add(packetId);
    }
    if (terms.version5() && openQos1 + openQos2.size() > config.maxInFlight()) {
      ending.end(
          Disconnect.RECEIVE_MAXIMUM_EXCEEDED,
          "more than " + config.maxInFlight() + " messages without acknowledgement");
      return false;
    }
    return true;
  }

  /** Slows a device down that sends more than it may: better than to refuse its messages. */
  private void pauseIfTooFast() {
    long wait = sender.rate().nanosToWait(System.nanoTime());
    if (wait > 0 && gate.close(ReadGate.Closure.RATE)) {
      counters.paused();
      context
          .executor()
          .schedule(() -> gate.open(ReadGate.Closure.RATE), wait, TimeUnit.NANOSECONDS);
    }
  }

  private void pauseIfFull() {
    if (queue.size() >= config.maxInFlight() && gate.close(ReadGate.Closure.CONNECTION_FULL)) {
      counters.paused();
    }
    if (routes.budget().full() && gate.close(ReadGate.Closure.GATEWAY_FULL)) {
      counters.paused();
      routes
          .budget()
          .whenThereIsRoom(
              () -> EventLoops.execute(context, () -> gate.open(ReadGate.Closure.GATEWAY_FULL)));
    }
  }

  /** PUBREL. */
  void release(int packetId) {
    Session.Release release = session.released(packetId);
    if (release == Session.Release.TOO_EARLY) {
      ending.end(Disconnect.PROTOCOL_ERROR, "PUBREL " + packetId + " came before its PUBREC");
      return;
    }
    openQos2.remove(packetId);
    MqttMessage pubComp =
        Packets.pubComp(packetId, terms.version5(), release == Session.Release.DONE);
    context.writeAndFlush(pubComp);
  }

  /** Reads no more, and ends when everything that came is acknowledged. */
  void endWhenEmpty() {
    endWhenEmpty = true;
    gate.close(ReadGate.Closure.ENDING);
    drained(queue.size());
  }

  /** The connection is gone. */
  void stop() {
    queue.stop();
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
      session.forget(publication.packetId());
    }
  }

  @Override
  public void drained(int left) {
    if (left <= config.maxInFlight() / 2) {
      gate.open(ReadGate.Closure.CONNECTION_FULL);
    }
    if (endWhenEmpty && left == 0) {
      ending.end(Disconnect.SERVER_SHUTTING_DOWN, "the gateway is stopping");
    }
  }

  @Override
  public void failed(Exception cause) {
    ending.endAfter(cause);
  }
}
