package io.millwright.gateway.sparkplug;

import io.millwright.contracts.asset.TenantId;
import io.millwright.gateway.intake.Arrival;
import io.millwright.gateway.reading.Rejection;
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
  private final TenantId tenant;
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
  EdgeNode(Address address, HostContext host, Consumer<EdgeNode> onEnd) {
    this.id = address.node();
    this.tenant = address.nodeAsset().tenant();
    this.host = host;
    this.onEnd = onEnd;
    this.doubt = new Doubt(host, this, this::silent);
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
    Arrival arrival;
    boolean allowed;
    try {
      birth = Birth.ofNode(message, host);
      arrival = birth.arrival(message);
      allowed = host.intake().forbidden(arrival) == null;
      if (!allowed && host.sessionForbidden(message) != null) {
        refuse(message, birth);
        return;
      }
      admit(message, birth, before, allowed);
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
        birth.session().awaitBirthsOf(before);
      } else {
        // Its death has not come, and counts for nothing when it does.
        parts.addAll(endsOf(before, birth, message));
        before.devices().forEach(device -> host.capacity().release(device, id));
        host.capacity().giveBack(tenant, 0, before.size() - before.node().size());
      }
      if (!allowed) {
        host.capacity().release(before.node(), id);
      }
    }
    session = birth.session();
    order.start(message.hasSeq() ? message.seq() : 0);
    doubt.settle();
    parts.add(arrival);
    if (allowed) {
      birth.readings().commit(host.metrics());
    }
    host.intake().take(parts, message.receipt());
    for (Incoming waiting : later) {
      host.capacity().removeHeld(waiting.bytes());
      sequenced(waiting);
    }
  }

  /** Makes room for a session, and claims the asset if the sender may write it; or does nothing. */
  private void admit(Incoming message, Birth birth, @Nullable Session before, boolean allowed)
      throws UnusablePayloadException {
    int nodes = before == null ? 1 : 0;
    int metrics = birth.group().size() - (before == null ? 0 : before.node().size());
    host.capacity().take(tenant, nodes, metrics);
    try {
      if (allowed) {
        host.capacity().claim(message.address(), birth.group());
      }
    } catch (UnusablePayloadException e) {
      host.capacity().giveBack(tenant, nodes, metrics);
      throw e;
    }
  }

  /** An edge node that must have no session; if it has had one, its aliases hold no more. */
  private void refuse(Incoming message, Birth birth) {
    giveUpWaiting();
    List<Arrival> parts = new ArrayList<>();
    if (session != null) {
      parts.addAll(endsOf(session, birth, message));
    }
    parts.add(birth.arrival(message));
    end();
    host.intake().take(parts, message.receipt());
  }

  /** A millisecond earlier than the birth, since readings are put in order by their times. */
  private List<Arrival> endsOf(Session before, Birth birth, Incoming message) {
    return Deaths.of(
        id,
        "NBIRTH of the next session",
        before.claimed(),
        0,
        birth.timeMicros() - 1_000,
        message,
        host.units());
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
    List<MetricGroup> groups = dead == null ? List.of() : dead.claimed();
    List<Arrival> parts = Deaths.of(id, code, groups, 0, timeMicros, message, host.units());
    end();
    keep(parts, message);
  }

  private void sequenced(Incoming message) {
    if (session == null) {
      // It has come by another connection, while the NBIRTH waits for the lock.
      host.rebirths().request(message);
      reject(message, UnusablePayloadException.withoutBirth(id));
      return;
    }
    if (!message.hasSeq()) {
      reject(
          message,
          BirthReader.content(
              message.address(), "has no seq of 0 to 255: count each message of the edge node"));
      return;
    }
    int ahead = order.ahead(message.seq());
    Incoming first = order.held(message.seq());
    if (first != null) {
      repeated(message, first);
    } else if (ahead == 0) {
      deliver(message, order.advance());
      deliverHeldInTurn();
    } else if (ahead < 0) {
      late(message, ahead);
    } else if (ahead > MessageOrder.MOST_AHEAD && isFromBeforeBirth(message)) {
      rejectFromBeforeBirth(message);
    } else {
      hold(message);
      while (order.holdsAny() && order.ahead(message.seq()) > MessageOrder.MOST_AHEAD) {
        skipGap();
      }
    }
  }

  /** Nothing has been kept of the first one yet, so that the second cannot be acknowledged. */
  private void repeated(Incoming message, Incoming first) {
    if (message.isCopyOf(first)) {
      first.outcome().alsoFor(message.receipt());
    } else {
      reject(
          message,
          BirthReader.content(
              message.address(),
              "has seq "
                  + message.seq()
                  + ", as another that waits for one before it: count each message of the edge"
                  + " node"));
    }
  }

  private void hold(Incoming message) {
    order.hold(message.seq(), message);
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
    if (isFromBeforeBirth(message)) {
      rejectFromBeforeBirth(message);
    } else {
      deliver(message, order.lateNumber(ahead));
    }
  }

  private boolean isFromBeforeBirth(Incoming message) {
    Session current = session;
    return current != null && message.payload().getTimestamp() < current.birthMillis();
  }

  private void rejectFromBeforeBirth(Incoming message) {
    reject(
        message,
        BirthReader.content(
            message.address(),
            "comes late, from before the last NBIRTH, so that its aliases mean nothing"));
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
    MetricGroup device = birth.group();
    Arrival arrival = birth.arrival(message);
    boolean allowed = host.intake().forbidden(arrival) == null;
    String name = String.valueOf(message.address().device());
    MetricGroup before = current.device(name);
    int metrics = device.size() - (before == null ? 0 : before.size());
    host.capacity().take(tenant, 0, metrics);
    try {
      if (allowed) {
        host.capacity().claim(message.address(), device);
      }
      current.born(message.address(), name, device);
    } catch (UnusablePayloadException e) {
      host.capacity().giveBack(tenant, 0, metrics);
      if (before == null || !before.claimed()) {
        host.capacity().release(device, id);
      }
      throw e;
    }
    if (!allowed && before != null) {
      host.capacity().release(before, id);
    }
    if (host.intake().take(arrival, message.receipt())) {
      birth.readings().commit(host.metrics());
    }
  }

  private void deviceDeath(Session current, Incoming message, long number)
      throws UnusablePayloadException {
    long time = host.times().of(message.payload(), message.message().receivedTimeMicros());
    MetricGroup device = current.died(String.valueOf(message.address().device()));
    List<Arrival> parts = List.of();
    if (device != null) {
      if (device.claimed()) {
        parts = Deaths.of(id, "DDEATH", List.of(device), number, time, message, host.units());
      }
      host.capacity().giveBack(tenant, 0, device.size());
      host.capacity().release(device, id);
    }
    keep(parts, message);
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
    Arrival arrival =
        new Arrival(
            message.message(), readings.batches(), List.of(), List.of(), readings.historical());
    if (!group.claimed() && arrival.readings() > 0) {
      // Its birth was refused; it may have been registered since.
      Rejection forbidden = host.intake().forbidden(arrival);
      if (forbidden != null) {
        host.intake().reject(message.message(), forbidden, message.receipt());
        return;
      }
      host.capacity().claim(address, group);
    }
    if (host.intake().take(arrival, message.receipt())) {
      readings.commit(host.metrics());
    }
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
    Session over = session;
    if (over != null) {
      host.capacity().giveBack(tenant, 1, over.size());
      over.groups().forEach(group -> host.capacity().release(group, id));
      session = null;
    }
    onEnd.accept(this);
  }

  private void keep(List<Arrival> parts, Incoming message) {
    if (parts.isEmpty()) {
      keepNothing(message);
    } else {
      host.intake().take(parts, message.receipt());
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
