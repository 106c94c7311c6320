package io.millwright.gateway.net;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory for messages that have come in part, over all connections of a protocol. When it is
 * used up, the connection that has been at its message for the longest gives way: who sends a large
 * message without stopping has nothing to fear from many that never end theirs.
 */
public final class ReceivingBudget {
  private final long most;

  /** Bytes by who holds them; the one that has been at it for the longest first. */
  private final LinkedHashMap<Receiver, Long> shares = new LinkedHashMap<>();

  private long bytes;

  /** A connection with a message that has come in part. */
  public interface Receiver {
    /** Drops what has come of the message. On any thread, soon. */
    void giveWay();
  }

  /**
   * With nothing in it.
   *
   * @param most bytes that all may hold
   */
  public ReceivingBudget(long most) {
    this.most = most;
  }

  /** With a gauge of what is held. */
  public static ReceivingBudget metered(long most, String protocol, MeterRegistry registry) {
    ReceivingBudget budget = new ReceivingBudget(most);
    Gauge.builder("millwright.gateway.receiving.bytes", budget, ReceivingBudget::bytes)
        .description("Memory for messages that have come in part")
        .baseUnit("bytes")
        .tag("protocol", protocol)
        .register(registry);
    return budget;
  }

  /**
   * Notes how much a receiver holds now.
   *
   * @param size 0 = its message is complete
   */
  public void hold(Receiver receiver, long size) {
    for (Receiver slow : change(receiver, size)) {
      slow.giveWay();
    }
  }

  private synchronized List<Receiver> change(Receiver receiver, long size) {
    Long before = size == 0 ? shares.remove(receiver) : shares.put(receiver, size);
    bytes += size - (before == null ? 0 : before);
    List<Receiver> slow = new ArrayList<>(0);
    Iterator<Map.Entry<Receiver, Long>> oldest = shares.entrySet().iterator();
    while (bytes > most && oldest.hasNext()) {
      Map.Entry<Receiver, Long> share = oldest.next();
      slow.add(share.getKey());
      bytes -= share.getValue();
      oldest.remove();
    }
    return slow;
  }

  public synchronized long bytes() {
    return bytes;
  }
}
