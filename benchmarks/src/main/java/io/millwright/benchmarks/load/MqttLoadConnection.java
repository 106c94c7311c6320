package io.millwright.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One device of a {@link MqttLoad}: MQTT from bytes, since a client library would cost more than
 * what is measured.
 */
final class MqttLoadConnection extends ByteToMessageDecoder {
  private static final int CONNACK = 2;
  private static final int PUBACK = 4;
  private static final int DISCONNECT = 14;
  private static final int PUBLISH_QOS_1 = 0x32;
  private static final int KEEP_ALIVE_SECONDS = 300;
  private static final int USER_NAME_PASSWORD_CLEAN_SESSION = 0xC2;

  private final MqttLoad load;
  private final int index;
  private final boolean version5;
  private final BenchDevice device;
  private final byte[] topic;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();

  /** When the messages that wait were due: message n is at n modulo the length. */
  private final long[] due;

  private int window;
  private long sent;
  private long acknowledged;
  private @Nullable ChannelHandlerContext context;
  private volatile boolean endExpected;

  MqttLoadConnection(MqttLoad load, int index) {
    this.load = load;
    this.index = index;
    this.version5 = load.plan().version() == 5;
    this.window = load.plan().window();
    this.device = new BenchDevice(index);
    this.topic = device.topic().getBytes(UTF_8);
    this.due = new long[Integer.highestOneBit(window * 2 - 1)];
  }

  void awaitConnected(long patienceSeconds) throws InterruptedException {
    try {
      connected.get(patienceSeconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "connection " + index + " had no CONNACK within " + patienceSeconds + " s", e);
    }
  }

  void expectEnd() {
    endExpected = true;
  }

  @Override
  public void channelActive(ChannelHandlerContext newContext) {
    context = newContext;
    byte[] clientId = device.name().getBytes(UTF_8);
    byte[] userName = device.userName().getBytes(UTF_8);
    byte[] password = BenchDevice.PASSWORD.getBytes(UTF_8);
    ByteBuf connect = newContext.alloc().buffer();
    int length = 16 + (version5 ? 1 : 0) + clientId.length + userName.length + password.length;
    connect.writeByte(0x10).writeByte(length);
    connect.writeShort(4).writeBytes("MQTT".getBytes(UTF_8)).writeByte(version5 ? 5 : 4);
    connect.writeByte(USER_NAME_PASSWORD_CLEAN_SESSION).writeShort(KEEP_ALIVE_SECONDS);
    if (version5) {
      connect.writeByte(0);
    }
    connect.writeShort(clientId.length).writeBytes(clientId);
    connect.writeShort(userName.length).writeBytes(userName);
    connect.writeShort(password.length).writeBytes(password);
    newContext.writeAndFlush(connect, newContext.voidPromise());
  }

  /** Sends what is due, as far as the window and the load allow. */
  void fill() {
    ChannelHandlerContext to = context;
    if (to == null || !connected.isDone() || !load.maySend()) {
      return;
    }
    ByteBuf packets = null;
    int count = 0;
    long now = System.nanoTime();
    long timeMillis = System.currentTimeMillis();
    while (sent - acknowledged < window) {
      long dueNanos = load.dueNanos(index, sent, now);
      if (!load.isDue(dueNanos, now) || !load.maySend()) {
        break;
      }
      if (packets == null) {
        packets = to.alloc().buffer(4_096);
      }
      due[(int) sent & due.length - 1] = dueNanos;
      publish(packets, timeMillis);
      sent++;
      count++;
      load.sent(1);
    }
    if (count > 0 && packets != null) {
      to.writeAndFlush(packets, to.voidPromise());
    }
  }

  private void publish(ByteBuf packets, long timeMillis) {
    int bodyLength = load.nextBody(timeMillis, sent + 1);
    int length = 2 + topic.length + 2 + (version5 ? 1 : 0) + bodyLength;
    packets.writeByte(PUBLISH_QOS_1);
    for (int rest = length; ; rest >>>= 7) {
      if (rest < 128) {
        packets.writeByte(rest);
        break;
      }
      packets.writeByte(rest & 0x7F | 0x80);
    }
    packets.writeShort(topic.length).writeBytes(topic).writeShort(packetId(sent));
    if (version5) {
      packets.writeByte(0);
    }
    packets.writeBytes(load.body(), 0, bodyLength);
  }

  private static int packetId(long number) {
    return (int) (number % 65_535) + 1;
  }

  boolean hasSentAllDue() {
    return !load.isDueBeforeStop(load.dueNanos(index, sent, Long.MAX_VALUE));
  }

  @Override
  protected void decode(ChannelHandlerContext from, ByteBuf in, List<Object> out) {
    int count = 0;
    long now = System.nanoTime();
    while (true) {
      int begin = in.readerIndex();
      int length = packetLength(in);
      if (length < 0 || in.readableBytes() < length) {
        in.readerIndex(begin);
        break;
      }
      int type = in.getUnsignedByte(begin) >> 4;
      int end = in.readerIndex() + length;
      if (type == PUBACK) {
        count += acknowledgement(in, length, now);
      } else if (type == CONNACK) {
        connectAnswer(in);
      } else if (type == DISCONNECT) {
        load.failed(
            "connection %d was told to go, reason 0x%02X"
                .formatted(index, length > 0 ? in.readUnsignedByte() : 0));
      }
      in.readerIndex(end);
    }
    load.acknowledged(count);
  }

  /** Reads the fixed header; -1 = it is not all there yet. */
  private static int packetLength(ByteBuf in) {
    if (in.readableBytes() < 2) {
      return -1;
    }
    in.skipBytes(1);
    return variableInteger(in);
  }

  private static int variableInteger(ByteBuf in) {
    int value = 0;
    for (int shift = 0; shift < 28 && in.isReadable(); shift += 7) {
      int next = in.readUnsignedByte();
      value |= (next & 0x7F) << shift;
      if (next < 128) {
        return value;
      }
    }
    return -1;
  }

  private int acknowledgement(ByteBuf in, int length, long now) {
    int packetId = in.readUnsignedShort();
    int reason = length > 2 ? in.readUnsignedByte() : 0;
    if (reason >= 0x80) {
      load.failed("a message was refused, reason 0x%02X".formatted(reason));
      return 0;
    }
    if (acknowledged == sent || packetId != packetId(acknowledged)) {
      load.failed(
          "PUBACK %d came where %d was next on connection %d"
              .formatted(packetId, packetId(acknowledged), index));
      return 0;
    }
    load.latency(due[(int) acknowledged & due.length - 1], now);
    acknowledged++;
    return 1;
  }

  private void connectAnswer(ByteBuf in) {
    in.skipBytes(1);
    int reason = in.readUnsignedByte();
    if (reason != 0) {
      connected.completeExceptionally(
          new IllegalStateException(
              "connection %d was refused, reason 0x%02X".formatted(index, reason)));
      return;
    }
    if (version5) {
      window = Math.min(window, receiveMaximum(in));
    }
    connected.complete(null);
  }

  private static int receiveMaximum(ByteBuf in) {
    int end = variableInteger(in) + in.readerIndex();
    while (in.readerIndex() < end) {
      int property = in.readUnsignedByte();
      switch (property) {
        case 0x21 -> {
          return in.readUnsignedShort();
        }
        case 0x11, 0x27 -> in.skipBytes(4);
        case 0x13, 0x22 -> in.skipBytes(2);
        case 0x24, 0x25, 0x28, 0x29, 0x2A -> in.skipBytes(1);
        case 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F -> in.skipBytes(in.readUnsignedShort());
        case 0x26 -> {
          in.skipBytes(in.readUnsignedShort());
          in.skipBytes(in.readUnsignedShort());
        }
        default -> throw new IllegalStateException("CONNACK has property " + property);
      }
    }
    return 65_535;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext from) throws Exception {
    super.channelReadComplete(from);
    fill();
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) throws Exception {
    ended("connection " + index + " was closed by the server");
    super.channelInactive(from);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    ended("connection " + index + " failed: " + cause);
    from.close();
  }

  private void ended(String what) {
    connected.completeExceptionally(new IllegalStateException(what));
    if (!endExpected) {
      load.failed(what);
    }
  }
}
