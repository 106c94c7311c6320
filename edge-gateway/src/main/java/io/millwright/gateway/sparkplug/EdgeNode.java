package io.millwright.gateway.sparkplug;

import io.millwright.gateway.intake.Arrival;
import io.millwright.gateway.topic.DeviceChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.jspecify.annotations.Nullable;

/**
 * An edge node from its first NBIRTH to its death. Its lock keeps its messages in order; no edge
 * node waits for another.
 *
 * <pre>
 *        NBIRTH           gap not filled, unknown alias
 *  (new) ------> certain ------------------------------> in doubt --3 requests unanswered--+
 *                   ^  ^--------- NBIRTH ------------------|  ^ asks for rebirths          |
 *                   |                                         |                            v
 *                   +-- NDEATH with the bdSeq of the NBIRTH --+---------------------->   (dead)
 * </pre>
 *
 * While in doubt data are still used, but readings by alias are UNCERTAIN: the birth that is
 * missing may have given the alias to another metric.
 */
final class EdgeNode {
  private final EdgeNodeId id;
  private final HostContext host;
  private final Consumer<EdgeNode> onEnd;
  private final MessageOrder order = new MessageOrder();
  private final Doubt doubt;

  private @Nullable Session session;
  private boolean waitingForOrder;
  private boolean ended;

  /**
   * @param onEnd hears, under the lock, that this object must not be used any more
   */
  EdgeNode(EdgeNodeId id, HostContext host, Consumer<EdgeNode> onEnd) {
    this.id = id;
    this.host = host;
    this.onEnd = onEnd;
    this.doubt = new Doubt(id, host, this, this::silent);
  }

  EdgeNodeId id() {
    return id;
  }

  /** Takes a message; false = the edge node has ended, and a new one must take it. */
  synchronized boolean take(Incoming message) {
    if (ended) {
      return false;
    }
    doubt.heard(message);
    switch (message.address().type()) {
      case NBIRTH -> nodeBirth(message);
      case NDEATH -> nodeDeath(message);
      default -> sequenced(message);
    }
    return true;
  }

  private void nodeBirth(Incoming message) {
    Session before = session;
    Birth birth;
    try {
      birth = Birth.ofNode(message, host);
    } catch (UnusablePayloadException e) {
      reject(message, e);
      if (before == null) {
        end();
      }
      return;
    }
    List<Incoming> later = order.takeSentSince(birth.session().birthMillis());
    giveUpWaiting();
    List<Arrival> parts = new ArrayList<>();
    if (before != null) {
      if (before.bdSeq() == birth.session().bdSeq()) {
        host.capacity().removeMetrics(before.groups().get(0).size());
        birth.session().awaitBirthsOf(before);
      } else {
        // Its death has not come, and counts for nothing when it does. A millisecond earlier than
        // the birth, since readings are put in order by their times.
        long end = birth.timeMicros() - 1_000;
        parts.addAll(
            Deaths.of(
                id, "NBIRTH of the next session", before.groups(), 0, end, message, host.units()));
        release(before);
        host.capacity().claim(message.address().asset(), id);
      }
    }
    session = birth.session();
    order.start(message.hasSeq() ? message.seq() : 0);
    doubt.settle();
    parts.add(birth.arrival(message));
    birth.readings().commit(host.metrics());
    host.intake().take(parts, message.receipt());
    for (Incoming waiting : later) {
      host.capacity().removeHeld(waiting.bytes());
      sequenced(waiting);
    }
  }

  private void nodeDeath(Incoming message) {
    Long bdSeq = BirthReader.bdSeq(message.payload());
    if (bdSeq == null) {
      reject(
          message,
          BirthReader.content(
              message.address(), "has no metric bdSeq: send that of the NBIRTH before it"));
      return;
    }
    Session current = session;
    if (current == null || current.bdSeq() != bdSeq) {
      host.metrics().lateDeath();
      keepNothing(message);
      return;
    }
    giveUpWaiting();
    // The will was written when the node connected: its time says nothing about the death.
    die(message, "NDEATH", message.message().receivedTimeMicros());
  }

  private void die(Incoming message, String code, long timeMicros) {
    Session dead = session;
    List<MetricGroup> groups = dead == null ? List.of() : dead.groups();
    List<Arrival> parts = Deaths.of(id, code, groups, 0, timeMicros, message, host.units());
    end();
    if (parts.isEmpty()) {
      keepNothing(message);
    } else {
      host.intake().take(parts, message.receipt());
    }
  }

  private void sequenced(Incoming message) {
    if (!message.hasSeq()) {
      reject(
          message,
          BirthReader.content(
              message.address(), "has no seq of 0 to 255: count each message of the edge node"));
      return;
    }
    int ahead = order.ahead(message.seq());
    if (ahead == 0) {
      deliver(message, order.advance());
      deliverHeldInTurn();
    } else if (ahead > 0) {
      hold(message);
    } else {
      late(message, ahead);
    }
  }

  private void hold(Incoming message) {
    if (!order.hold(message.seq(), message)) {
      // Delivered twice; the first one is held.
      keepNothing(message);
      return;
    }
    if (!host.capacity().addHeld(message.bytes())) {
      doubt.arise();
      giveUpWaiting();
    } else if (!waitingForOrder) {
      waitingForOrder = true;
      host.timer().after(host.config().reorderTimeout(), this::waitedForOrder);
    }
  }

  private synchronized void waitedForOrder() {
    long timeout = host.config().reorderTimeout().toNanos();
    while (!ended && order.holdsAny()) {
      long now = host.timer().nanos();
      long left = order.oldestHeldNanos(now) + timeout - now;
      if (left > 0) {
        host.timer().after(Duration.ofNanos(left), this::waitedForOrder);
        return;
      }
      skipGap();
    }
    waitingForOrder = false;
  }

  /** What is missing cannot come any more, and a rebirth is of no use. */
  private void giveUpWaiting() {
    if (order.holdsAny()) {
      doubt.ariseInSilence();
    }
    while (order.holdsAny()) {
      skipGap();
    }
  }

  private void skipGap() {
    host.metrics().gap(order.skipToNextHeld());
    doubt.arise();
    deliverHeldInTurn();
  }

  private void deliverHeldInTurn() {
    Incoming message;
    while ((message = order.takeNext()) != null) {
      host.capacity().removeHeld(message.bytes());
      deliver(message, order.advance());
    }
  }

  private void late(Incoming message, int ahead) {
    Session current = session;
    if (current != null && message.payload().getTimestamp() < current.birthMillis()) {
      reject(
          message,
          BirthReader.content(
              message.address(),
              "comes late, from before the last NBIRTH, so that its aliases mean nothing"));
    } else {
      deliver(message, order.lateNumber(ahead));
    }
  }

  private void deliver(Incoming message, long number) {
    Session current = session;
    if (current == null) {
      throw new IllegalStateException("an edge node without a birth takes only NBIRTH");
    }
    try {
      switch (message.address().type()) {
        case DBIRTH -> deviceBirth(current, message, number);
        case DDEATH -> deviceDeath(current, message, number);
        default -> data(current, message, number);
      }
    } catch (UnusablePayloadException e) {
      reject(message, e);
      if (e.sessionInDoubt()) {
        doubt.arise();
      }
    }
  }

  private void deviceBirth(Session current, Incoming message, long number)
      throws UnusablePayloadException {
    Birth birth = Birth.ofDevice(current, message, number, host);
    host.intake().take(birth.arrival(message), message.receipt());
    birth.readings().commit(host.metrics());
  }

  private void deviceDeath(Session current, Incoming message, long number)
      throws UnusablePayloadException {
    long time = host.times().of(message.payload(), message.message().receivedTimeMicros());
    MetricGroup device = current.died(String.valueOf(message.address().device()));
    if (device == null) {
      keepNothing(message);
      return;
    }
    host.capacity().removeMetrics(device.size());
    host.capacity().release(device.asset(), id);
    host.intake()
        .take(
            Deaths.of(id, "DDEATH", List.of(device), number, time, message, host.units()),
            message.receipt());
  }

  private void data(Session current, Incoming message, long number)
      throws UnusablePayloadException {
    Address address = message.address();
    MetricGroup group = current.group(address);
    Readings readings = Readings.of(group.asset(), message, number, host);
    for (Metric metric : message.payload().getMetricsList()) {
      KnownMetric known = current.metric(address, group, metric);
      readings.add(known, metric, doubt.present() && metric.hasAlias());
    }
    readings.commit(host.metrics());
    host.intake()
        .take(
            new Arrival(message.message(), readings.batches(), List.of(), List.of()),
            message.receipt());
  }

  /** The connection to the edge node was away: messages and deaths may have been missed. */
  synchronized void connectionWasLost(DeviceChannel channel) {
    if (!ended && doubt.concerns(channel)) {
      doubt.arise();
    }
  }

  private void silent(Incoming last) {
    giveUpWaiting();
    die(Deaths.presumed(last, host.timer()), "no answer", host.timer().micros());
  }

  /** Hands over what is held; there is no time to wait for what is missing. */
  synchronized void close() {
    if (!ended) {
      giveUpWaiting();
      end();
    }
  }

  private void end() {
    ended = true;
    doubt.settle();
    if (session != null) {
      release(session);
      session = null;
    }
    onEnd.accept(this);
  }

  private void release(Session over) {
    host.capacity().removeMetrics(over.size());
    for (MetricGroup group : over.groups()) {
      host.capacity().release(group.asset(), id);
    }
  }

  private void keepNothing(Incoming message) {
    host.intake()
        .take(new Arrival(message.message(), List.of(), List.of(), List.of()), message.receipt());
  }

  private void reject(Incoming message, UnusablePayloadException unusable) {
    host.intake().reject(message.message(), unusable.rejection(), message.receipt());
  }
}
