package io.millwright.gateway.device;

import io.millwright.gateway.registry.Allowance;
import java.util.function.Supplier;

/**
 * How much a device may still send. All its connections share one gate.
 *
 * <pre>
 *  behind by   0 ... 1 s        1 s ... 2 s                        above
 *              flows            flows, but a transport that can    refused: not kept,
 *                               stops reading for nanosToWait()    to be sent again later
 * </pre>
 *
 * A message is let in when what came before it has been paid for, so one that is larger than a
 * second's worth is possible, and paid for afterwards. Can be shared by threads; allocates nothing.
 */
public final class RateGate {
  /** For senders that nobody limits. */
  public static final RateGate OPEN = new RateGate(() -> Allowance.NOT_SAID, Allowance.NOT_SAID, 0);

  private static final long BURST_NANOS = 1_000_000_000L;
  private static final long PATIENCE_NANOS = 1_000_000_000L;

  private final Supplier<Allowance> own;
  private final Allowance defaults;
  private final Pace messages;
  private final Pace readings;

  /**
   * A gate that nothing has come through.
   *
   * @param own the device's own allowance, asked for at each message
   * @param defaults for what it does not say; 0 there = no limit
   */
  public RateGate(Supplier<Allowance> own, Allowance defaults, long nowNanos) {
    this.own = own;
    this.defaults = defaults;
    this.messages = new Pace(nowNanos);
    this.readings = new Pace(nowNanos);
  }

  /**
   * How long a transport that can slow a device down should stop reading from it; 0 = read on.
   *
   * @param nowNanos of {@link System#nanoTime}
   */
  public long nanosToWait(long nowNanos) {
    return this == OPEN ? 0 : Math.max(0, behindNanos(nowNanos) - BURST_NANOS);
  }

  /**
   * Lets a message in and books it, or not.
   *
   * @return 0 = in; otherwise in how many nanoseconds to try again
   */
  public long take(long nowNanos) {
    if (this == OPEN) {
      return 0;
    }
    long behind = behindNanos(nowNanos);
    if (behind > BURST_NANOS + PATIENCE_NANOS) {
      return behind - BURST_NANOS;
    }
    int perSecond = said(own.get().messagesPerSecond(), defaults.messagesPerSecond());
    if (perSecond > 0) {
      messages.book(nowNanos, 1, perSecond);
    }
    return 0;
  }

  /** Books the readings of a message that has been let in. */
  public void book(long nowNanos, int count) {
    if (this == OPEN) {
      return;
    }
    int perSecond = said(own.get().readingsPerSecond(), defaults.readingsPerSecond());
    if (perSecond > 0) {
      readings.book(nowNanos, count, perSecond);
    }
  }

  /** The most that a body may have; {@link Integer#MAX_VALUE} = what the transport takes. */
  public int maxMessageBytes() {
    int bytes = said(own.get().maxMessageBytes(), defaults.maxMessageBytes());
    return bytes > 0 ? bytes : Integer.MAX_VALUE;
  }

  private long behindNanos(long nowNanos) {
    return Math.max(messages.behindNanos(nowNanos), readings.behindNanos(nowNanos));
  }

  private static int said(int own, int otherwise) {
    return own > 0 ? own : otherwise;
  }
}
