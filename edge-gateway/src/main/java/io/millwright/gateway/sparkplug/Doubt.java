package io.millwright.gateway.sparkplug;

import io.millwright.gateway.topic.DeviceChannel;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether an edge node's births can be relied on. While they cannot, it is asked for a rebirth,
 * again and again. Guarded by the edge node's lock.
 */
final class Doubt {
  /** An edge node that sends nothing after so many requests is silent. */
  static final int MAX_UNANSWERED = 3;

  private final HostContext host;
  private final Object lock;
  private final Consumer<Incoming> onSilence;

  /** Who sent last, and the way back. */
  private @Nullable Incoming latest;

  private boolean present;

  /** Counts doubts, so that what was due for an old one is forgotten. */
  private int number;

  private int unanswered;

  /**
   * @param onSilence hears, under the lock, that the edge node does not answer; with its last
   *     message
   */
  Doubt(HostContext host, Object lock, Consumer<Incoming> onSilence) {
    this.host = host;
    this.lock = lock;
    this.onSilence = onSilence;
  }

  boolean present() {
    return present;
  }

  /** A message has come, whatever it says. */
  void heard(Incoming message) {
    if (latest == null || !latest.isBySameWayAs(message)) {
      latest = Deaths.withoutPayload(message);
    }
    unanswered = 0;
  }

  /** Whether the last message came this way. */
  boolean concerns(DeviceChannel channel) {
    return latest != null && latest.back() == channel;
  }

  /** A message is missing, or does not fit the births. */
  void arise() {
    if (!present) {
      present = true;
      number++;
      unanswered = 0;
      ask();
    }
  }

  /** As {@link #arise}, where a rebirth is of no use any more. */
  void ariseInSilence() {
    present = true;
  }

  /** The edge node has been born again, or is dead. */
  void settle() {
    present = false;
  }

  private void ask() {
    Incoming from = latest;
    if (from == null) {
      return;
    }
    Duration wait = host.rebirths().request(from);
    if (wait.isZero()) {
      unanswered++;
      wait = host.config().rebirthInterval();
    } else {
      // Thousands may wait: they must neither ask too often nor all at the same moment.
      wait = wait.plusMillis(ThreadLocalRandom.current().nextInt(1_000, 2_000));
    }
    int asked = number;
    host.timer().after(wait, () -> waited(asked));
  }

  private void waited(int asked) {
    synchronized (lock) {
      Incoming last = latest;
      if (!present || number != asked || last == null) {
        return;
      }
      if (unanswered < MAX_UNANSWERED) {
        ask();
      } else {
        onSilence.accept(last);
      }
    }
  }
}
