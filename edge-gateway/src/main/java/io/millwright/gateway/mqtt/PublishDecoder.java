package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the PUBLISHes that make up nearly all of the traffic into {@link PlainPublish}, and
 * leaves every other byte to {@link MqttDecoder}, which stands behind it: packets that are large
 * and not here as a whole, have properties or a topic that is long or not plain ASCII, break a
 * rule, or are no PUBLISH.
 */
final class PublishDecoder extends ChannelInboundHandlerAdapter {
  private static final int PUBLISH = 0x30;
  private static final int MOST_LENGTH_BYTES = 4;

  /** A PUBLISH of which only a part has come is kept here up to this size; it is copied once. */
  private static final int MOST_HELD_BYTES = 16 * 1024;

  private final PartialPacket packets;
  private final int maxPacketBytes;
  private final int mostHeldBytes;
  private final IntSupplier messages;
  private final Consumer<PlainPublish> publishes;

  private boolean active;
  private boolean version5;

  /** Whether it is known where the next packet begins: after the owed bytes. */
  private boolean inStep;

  /** Bytes that the other decoder waits for to complete its packet. */
  private int owed;

  /** The part of a PUBLISH that has come, with room for all of it; null = none. */
  private @Nullable ByteBuf held;

  private int heldHeader;

  /** The first bytes of a packet, of which the length has not come; null = none. */
  private @Nullable ByteBuf beginning;

  /** When the packet began that the other decoder reads. */
  private int messagesBefore;

  private boolean decoded;
  private byte[] read = {};
  private byte[] topicBytes = {};
  private String topic = "";

  /**
   * For one connection.
   *
   * @param packets knows when one packet has ended and no other has begun
   * @param messages how many have come out of both decoders
   * @param publishes takes what this one has decoded
   */
  PublishDecoder(
      PartialPacket packets,
      int maxPacketBytes,
      IntSupplier messages,
      Consumer<PlainPublish> publishes) {
    this.packets = packets;
    this.maxPacketBytes = maxPacketBytes;
    this.mostHeldBytes = Math.min(maxPacketBytes, MOST_HELD_BYTES);
    this.messages = messages;
    this.publishes = publishes;
  }

  /** The client has been let in. */
  void begin(boolean speaksVersion5) {
    active = true;
    version5 = speaksVersion5;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf come) || !active || !inStep) {
      ctx.fireChannelRead(message);
      inStep = active && packets.isAfter(messages.getAsInt());
      return;
    }
    ByteBuf bytes = come;
    if (beginning != null) {
      bytes = Unpooled.wrappedBuffer(beginning, come);
      beginning = null;
    }
    try {
      while (bytes.isReadable()) {
        next(ctx, bytes);
      }
    } finally {
      bytes.release();
    }
  }

  private void next(ChannelHandlerContext ctx, ByteBuf bytes) {
    if (!inStep) {
      pass(ctx, bytes, bytes.readableBytes());
      return;
    }
    if (held != null) {
      complete(ctx, held, bytes);
      return;
    }
    if (owed > 0) {
      int count = Math.min(owed, bytes.readableBytes());
      owed -= count;
      pass(ctx, bytes, count);
      checkThatItWasRead();
      return;
    }
    int start = bytes.readerIndex();
    int left = bytes.readableBytes();
    int header = 1;
    int length = 0;
    int digit;
    do {
      if (header > MOST_LENGTH_BYTES) {
        // No length: the other decoder says so.
        inStep = false;
        pass(ctx, bytes, left);
        return;
      }
      if (header == left) {
        beginning = bytes.readBytes(left);
        return;
      }
      digit = bytes.getByte(start + header);
      length |= (digit & 0x7F) << 7 * (header - 1);
      header++;
    } while ((digit & 0x80) != 0);
    int size = header + length;
    if (size > left) {
      if ((bytes.getByte(start) & 0xF0) == PUBLISH && size <= mostHeldBytes) {
        heldHeader = header;
        held = ctx.alloc().buffer(size, size).writeBytes(bytes);
      } else {
        messagesBefore = messages.getAsInt();
        owed = size - left;
        pass(ctx, bytes, left);
      }
      return;
    }
    whole(ctx, bytes, header, length);
  }

  /** Adds what has come to the part that is held. */
  private void complete(ChannelHandlerContext ctx, ByteBuf part, ByteBuf bytes) {
    part.writeBytes(bytes, Math.min(part.writableBytes(), bytes.readableBytes()));
    if (part.isWritable()) {
      return;
    }
    held = null;
    try {
      whole(ctx, part, heldHeader, part.capacity() - heldHeader);
    } finally {
      part.release();
    }
  }

  /** The next packet is here. */
  private void whole(ChannelHandlerContext ctx, ByteBuf bytes, int header, int length) {
    int start = bytes.readerIndex();
    PlainPublish publish = publish(bytes, start, header, length);
    if (publish == null) {
      messagesBefore = messages.getAsInt();
      pass(ctx, bytes, header + length);
      checkThatItWasRead();
      return;
    }
    bytes.readerIndex(start + header + length);
    decoded = true;
    publishes.accept(publish);
  }

  /** The other decoder would have looked at what has come of a packet that stays incomplete. */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ByteBuf part = held == null ? beginning : held;
    held = null;
    beginning = null;
    if (part != null) {
      ctx.fireChannelRead(part);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    ReferenceCountUtil.release(held);
    ReferenceCountUtil.release(beginning);
    held = null;
    beginning = null;
  }

  /** A packet that runs over its end makes the other decoder wait for what comes behind it. */
  private void checkThatItWasRead() {
    if (owed == 0 && messages.getAsInt() == messagesBefore) {
      active = false;
      inStep = false;
    }
  }

  private static void pass(ChannelHandlerContext ctx, ByteBuf bytes, int count) {
    ctx.fireChannelRead(bytes.readRetainedSlice(count));
  }

  /** Null = it is for the other decoder. */
  private @Nullable PlainPublish publish(ByteBuf bytes, int start, int header, int length) {
    int first = bytes.getByte(start) & 0xFF;
    int qos = first >> 1 & 3;
    boolean again = (first & 8) != 0;
    if ((first & 0xF0) != PUBLISH
        || qos == 3
        || again && qos == 0
        || length > maxPacketBytes
        || length < 2) {
      return null;
    }
    int at = start + header;
    int end = at + length;
    int topicLength = bytes.getUnsignedShort(at);
    at += 2;
    int behindTopic = (qos > 0 ? 2 : 0) + (version5 ? 1 : 0);
    if (topicLength == 0
        || topicLength > TopicFilter.MAX_CHARACTERS
        || at + topicLength + behindTopic > end
        || !readTopic(bytes, at, topicLength)) {
      return null;
    }
    at += topicLength;
    int packetId = 0;
    if (qos > 0) {
      packetId = bytes.getUnsignedShort(at);
      at += 2;
      if (packetId == 0) {
        return null;
      }
    }
    if (version5 && bytes.getByte(at++) != 0) {
      return null;
    }
    byte[] payload = new byte[end - at];
    bytes.getBytes(at, payload);
    return new PlainPublish(topic, qos, packetId, payload);
  }

  /** Keeps the topic, which is not long; false = it is not plain ASCII, or has a wildcard. */
  private boolean readTopic(ByteBuf bytes, int at, int length) {
    if (read.length < length) {
      read = new byte[length];
    }
    bytes.getBytes(at, read, 0, length);
    // Most devices have one topic.
    if (Arrays.equals(read, 0, length, topicBytes, 0, topicBytes.length)) {
      return true;
    }
    for (int i = 0; i < length; i++) {
      byte c = read[i];
      if (c < ' ' || c == 127 || c == '+' || c == '#') {
        return false;
      }
    }
    topicBytes = Arrays.copyOf(read, length);
    topic = new String(topicBytes, US_ASCII);
    return true;
  }

  /**
   * The other decoder reads on, although reading was stopped, when it has made nothing of what
   * came. It must not when there were messages that it has not seen.
   */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (decoded) {
      decoded = false;
      ctx.pipeline().context(MqttDecoder.class).fireChannelReadComplete();
    } else {
      ctx.fireChannelReadComplete();
    }
  }
}
