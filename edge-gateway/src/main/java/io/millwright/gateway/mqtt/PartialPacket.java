package io.millwright.gateway.mqtt;

import io.millwright.gateway.net.EventLoops;
import io.millwright.gateway.net.ReceivingBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Follows, in front of the decoder, how much of a packet the decoder holds until the rest has come.
 */
final class PartialPacket extends ChannelInboundHandlerAdapter implements ReceivingBudget.Receiver {
  /** What one read brings, and so what every connection may cost anyway. */
  static final int FREE_BYTES = 16_384;

  /**
   * Of the first packet, CONNECT, which nobody has to show a credential for: ids, secrets and a
   * will of a device have room in it several times over.
   */
  static final int MAX_FIRST_BYTES = 256 * 1024;

  private static final int LENGTH_BYTES = 4;

  private final ReceivingBudget budget;
  private final Runnable end;
  private final Runnable endAtFirst;
  private @Nullable ChannelHandlerContext context;

  /** Bytes of the fixed header that have come; 0 = between two packets, or behind the header. */
  private int headerBytes;

  private int length;

  /** Bytes that the packet lacks, once its length is known. */
  private int lacking;

  /** Bytes of the packet that have come. */
  private int come;

  /** How many have come as a whole. */
  private int packets;

  private long counted;

  /** What comes now is for nobody. */
  private boolean dropping;

  /**
   * For one connection.
   *
   * @param end ends it, on its event loop
   * @param endAtFirst the same because its first packet is too large
   */
  PartialPacket(ReceivingBudget budget, Runnable end, Runnable endAtFirst) {
    this.budget = budget;
    this.end = end;
    this.endAtFirst = endAtFirst;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (dropping) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof ByteBuf bytes) {
      follow(bytes);
      count(held());
    }
    super.channelRead(ctx, message);
    if (packets == 0 && lacking + come > MAX_FIRST_BYTES) {
      endAtFirst.run();
    }
  }

  private void follow(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (lacking > 0) {
        int count = Math.min(lacking, end - at);
        at += count;
        come += count;
        lacking -= count;
      } else {
        header(bytes.getByte(at++));
      }
      if (lacking == 0 && headerBytes == 0) {
        come = 0;
        packets++;
      }
    }
  }

  /** Whether all that has come are so many packets. */
  boolean isAfter(int count) {
    return lacking == 0 && headerBytes == 0 && packets == count;
  }

  private void header(byte next) {
    come++;
    if (headerBytes++ == 0) {
      length = 0;
      return;
    }
    length |= (next & 0x7F) << 7 * (headerBytes - 2);
    // A length of more bytes is malformed: the decoder ends the connection.
    if (next >= 0 || headerBytes > LENGTH_BYTES) {
      headerBytes = 0;
      lacking = length;
    }
  }

  /** The decoder's buffer grows by doubling. */
  private long held() {
    return come <= FREE_BYTES ? 0 : Long.highestOneBit(come - 1L) << 1;
  }

  private void count(long now) {
    if (now != counted) {
      counted = now;
      budget.hold(this, now);
    }
  }

  @Override
  public void giveWay() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      EventLoops.execute(
          ctx,
          () -> {
            dropping = true;
            end.run();
          });
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    count(0);
  }
}
