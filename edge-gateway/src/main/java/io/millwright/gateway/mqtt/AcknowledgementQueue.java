package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.gateway.net.EventLoops;
import io.millwright.gateway.reading.Rejection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers PUBLISHes in the order they came in (MQTT 3.1.1 and 5, section 4.6), whatever order Kafka
 * answers in: several assets on one connection are several partitions.
 *
 * <p>Publications are queued on the event loop and completed on Kafka's threads. All answers that
 * are due go out in one buffer with one flush.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails has closed the channel
final class AcknowledgementQueue {
  private static final int PUBACK = 0x40;
  private static final int PUBREC = 0x50;
  private static final int REASON_STRING = 0x1F;
  private static final int LONGEST_REASON_BYTES = 1_000;

  private final ChannelHandlerContext context;
  private final ArrayDeque<Publication> waiting = new ArrayDeque<>();
  private final AtomicBoolean drainIsDue = new AtomicBoolean();
  private final Listener listener;

  /** False for MQTT 3.1.1, which has none: a refused message is acknowledged there. */
  private final boolean reasonCodes;

  private final int longestReasonBytes;
  private boolean stopped;

  /** Hears, on the event loop, what the queue has done. */
  interface Listener {
    /** An answer has been written, or none was due (QoS 0). */
    void answered(Publication publication, Publication.Outcome outcome);

    /** All answers that were due have been written. */
    void drained(int left);

    /** Kafka does not have the first in the queue: nothing behind it may be answered. */
    void failed(Exception cause);
  }

  AcknowledgementQueue(ChannelHandlerContext context, ClientTerms terms, Listener listener) {
    this.context = context;
    this.listener = listener;
    this.reasonCodes = terms.version5();
    // Besides the reason a packet has at most 12 bytes.
    long room = Math.min(LONGEST_REASON_BYTES, terms.maxPacketBytes() - 12);
    this.longestReasonBytes = terms.reasonStrings() && room > 0 ? (int) room : 0;
  }

  /** On the event loop, before the message is handed over. */
  void add(Publication publication) {
    waiting.add(publication);
  }

  int size() {
    return waiting.size();
  }

  /** Forgets everything: the connection is gone. */
  void stop() {
    stopped = true;
    waiting.clear();
  }

  /** On any thread: some publication has its outcome. */
  void completed() {
    if (drainIsDue.compareAndSet(false, true)) {
      EventLoops.execute(context, this::drain);
    }
  }

  private void drain() {
    // Before looking, so that whatever completes from here on asks for another drain.
    drainIsDue.set(false);
    if (stopped) {
      return;
    }
    ByteBuf answers = null;
    Exception failure = null;
    Publication head;
    while ((head = waiting.peek()) != null) {
      Publication.Outcome outcome = head.outcome();
      if (outcome == null) {
        break;
      }
      if (outcome instanceof Publication.Outcome.Failed failed) {
        failure = failed.cause();
        break;
      }
      waiting.remove();
      if (head.qos() > 0) {
        answers = answers == null ? context.alloc().buffer(64) : answers;
        write(answers, head, outcome);
      }
      listener.answered(head, outcome);
    }
    if (answers != null) {
      context.writeAndFlush(answers);
    }
    if (failure != null) {
      listener.failed(failure);
    } else {
      listener.drained(waiting.size());
    }
  }

  private void write(ByteBuf out, Publication publication, Publication.Outcome outcome) {
    int type = publication.qos() == 1 ? PUBACK : PUBREC;
    if (!reasonCodes || !(outcome instanceof Publication.Outcome.Refused refused)) {
      // Success without properties has the same four bytes in 3.1.1 and 5.
      out.writeInt((type << 24) | (2 << 16) | publication.packetId());
      return;
    }
    byte[] reason = reasonBytes(refused.rejection().reason());
    int properties = reason.length == 0 ? 0 : 3 + reason.length;
    int remaining = 3 + variableLengthBytes(properties) + properties;
    out.writeByte(type);
    writeVariableLength(out, remaining);
    out.writeShort(publication.packetId());
    out.writeByte(reasonCode(refused.rejection()));
    writeVariableLength(out, properties);
    if (reason.length > 0) {
      out.writeByte(REASON_STRING);
      out.writeShort(reason.length);
      out.writeBytes(reason);
    }
  }

  private byte[] reasonBytes(String reason) {
    String cut = reason;
    byte[] bytes = cut.getBytes(UTF_8);
    while (bytes.length > longestReasonBytes) {
      cut = cut.substring(0, Math.min(cut.length() - 1, longestReasonBytes));
      if (!cut.isEmpty() && Character.isHighSurrogate(cut.charAt(cut.length() - 1))) {
        cut = cut.substring(0, cut.length() - 1);
      }
      bytes = cut.getBytes(UTF_8);
    }
    return bytes;
  }

  /** The error of MQTT 5 for a refused message, the same for PUBACK and PUBREC. */
  static int reasonCode(Rejection rejection) {
    return switch (rejection.kind()) {
      case ADDRESS -> MqttReasonCodes.PubAck.TOPIC_NAME_INVALID.byteValue();
      case PERMISSION -> MqttReasonCodes.PubAck.NOT_AUTHORIZED.byteValue();
      case SYNTAX, CONTENT, TIME, SIZE, FORMAT ->
          MqttReasonCodes.PubAck.PAYLOAD_FORMAT_INVALID.byteValue();
    };
  }

  private static int variableLengthBytes(int length) {
    return length < 128 ? 1 : 2;
  }

  private static void writeVariableLength(ByteBuf out, int length) {
    if (length >= 128) {
      out.writeByte((length & 0x7F) | 0x80);
      out.writeByte(length >> 7);
    } else {
      out.writeByte(length);
    }
  }
}
