package io.millwright.gateway.mqtt;

import io.millwright.gateway.device.RateGate;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.net.EventLoops;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttReasonCodes.SubAck;
import io.netty.handler.codec.mqtt.MqttReasonCodes.UnsubAck;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a client that has been let in subscribes to, and what it is sent. Runs on the connection's
 * event loop, but for {@link #wakeUp}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails has closed the channel
final class Delivery {
  private final ChannelHandlerContext context;
  private final ClientTerms terms;
  private final Subscriptions subscriptions;
  private final CommandTopics commandTopics;
  private final MqttCounters counters;
  private final Mailbox mailbox;
  private final RateGate rate;
  private final Publishing.Ending ending;
  private final AtomicBoolean drainIsDue = new AtomicBoolean();

  /** One object, so that the mailbox knows whose it is. */
  private final Runnable wakeUp = this::wakeUp;

  Delivery(
      ChannelHandlerContext context,
      ClientTerms terms,
      Sender owner,
      EndpointServices services,
      Mailbox mailbox,
      Publishing.Ending ending) {
    this.context = context;
    this.terms = terms;
    this.subscriptions = services.subscriptions();
    this.commandTopics = services.commandTopics();
    this.counters = services.counters();
    this.mailbox = mailbox;
    this.rate = owner.rate();
    this.ending = ending;
    mailbox.connect(owner, wakeUp);
  }

  void subscribe(MqttSubscribeMessage subscribe) {
    MqttProperties properties = subscribe.idAndPropertiesVariableHeader().properties();
    if (properties.getProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER) != null) {
      ending.end(
          Disconnect.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
          "subscription identifiers are not supported, as CONNACK said");
      return;
    }
    List<MqttTopicSubscription> all = subscribe.payload().topicSubscriptions();
    if (all.size() > Mailbox.MAX_FILTERS) {
      ending.end(
          Disconnect.QUOTA_EXCEEDED,
          "a SUBSCRIBE has at most " + Mailbox.MAX_FILTERS + " topic filters, as a session has");
      return;
    }
    // It costs more than most messages do; who sends too many is slowed down like their sender.
    if (rate.take(System.nanoTime()) > 0) {
      ending.end(
          Disconnect.QUOTA_EXCEEDED,
          "the device sends more than it may: subscribe again in some seconds");
      return;
    }
    List<Integer> codes = new ArrayList<>();
    Map<String, Replay> replays = new LinkedHashMap<>();
    String reason = "";
    for (MqttTopicSubscription asked : all) {
      String filter = asked.topicFilter();
      Refusal refusal = refusal(filter);
      if (refusal == null) {
        int qos = Math.min(1, asked.qualityOfService().value());
        codes.add(qos);
        boolean isNew = mailbox.subscribe(filter, asked.option());
        if (wantsRetained(asked.option(), isNew)) {
          replays.put(filter, new Replay(TopicFilter.of(filter), qos));
        }
      } else {
        codes.add(
            terms.version5()
                ? Byte.toUnsignedInt(refusal.code().byteValue())
                : Packets.SUBSCRIPTION_FAILURE);
        reason = reason.isEmpty() ? refusal.reason() : reason;
      }
    }
    subscriptions.add(mailbox);
    context.write(
        Packets.subAck(subscribe.variableHeader().messageId(), codes, terms.told(reason)));
    subscriptions.replayRetained(replays.values(), mailbox);
    commandTopics.replay(replays.values(), mailbox);
    drain();
    context.flush();
  }

  private record Refusal(SubAck code, String reason) {}

  private @Nullable Refusal refusal(String filter) {
    if (filter.startsWith("$share/")) {
      return new Refusal(
          SubAck.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, "shared subscriptions are not supported");
    }
    String problem = TopicFilter.problem(filter);
    if (problem != null) {
      return new Refusal(SubAck.TOPIC_FILTER_INVALID, problem);
    }
    if (!mailbox.mayHearSome(TopicFilter.of(filter))) {
      return new Refusal(
          SubAck.NOT_AUTHORIZED,
          "this device may only hear topics of its own assets: millwright/v1/{tenant}/{asset}/...");
    }
    if (!mailbox.hasRoomFor(filter)) {
      return new Refusal(
          SubAck.QUOTA_EXCEEDED, "a session has at most " + Mailbox.MAX_FILTERS + " subscriptions");
    }
    return null;
  }

  private static boolean wantsRetained(MqttSubscriptionOption option, boolean isNew) {
    return option.retainHandling() == RetainedHandlingPolicy.SEND_AT_SUBSCRIBE
        || isNew
            && option.retainHandling()
                == RetainedHandlingPolicy.SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS;
  }

  void unsubscribe(MqttUnsubscribeMessage unsubscribe) {
    List<Short> codes = new ArrayList<>();
    for (String filter : unsubscribe.payload().topics()) {
      codes.add(
          (short)
              (mailbox.unsubscribe(filter) ? UnsubAck.SUCCESS : UnsubAck.NO_SUBSCRIPTION_EXISTED)
                  .byteValue());
    }
    context.writeAndFlush(Packets.unsubAck(unsubscribe.variableHeader().messageId(), codes));
  }

  /** PUBACK. */
  void acknowledged(int packetId) {
    mailbox.acknowledged(packetId);
    drain();
    context.flush();
  }

  /** On any thread: the mailbox has something. */
  private void wakeUp() {
    if (drainIsDue.compareAndSet(false, true)) {
      EventLoops.execute(context, this::deliver);
    }
  }

  /** Sends what is due as far as the client takes it. */
  void deliver() {
    drain();
    context.flush();
  }

  private void drain() {
    // Before looking, so that whatever comes from here on asks for another drain.
    drainIsDue.set(false);
    Mailbox.Due due;
    while (context.channel().isWritable()
        && (due = mailbox.next(wakeUp, terms.receiveMaximum())) != null) {
      if (due.message().bytes() > terms.maxPacketBytes()) {
        // The client has said that it cannot take it (MQTT 5, 3.1.2.11.4).
        mailbox.withdraw(due.packetId());
        counters.undelivered();
      } else {
        context.write(Packets.publish(due));
        if (due.message().qos() == 0) {
          due.message().delivered().run();
        }
      }
    }
  }

  /** The connection is gone. */
  void stop() {
    mailbox.disconnect(wakeUp);
  }
}
