package io.millwright.gateway.mqtt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What outlives the connection of a client: the packet ids of its QoS 2 messages, from PUBLISH to
 * PUBREL, what is on its way to it, and its will while that waits. Used by event loops and by
 * Kafka's threads.
 */
final class Session {
  private final int maxOpen;
  private final Mailbox mailbox = new Mailbox();
  private final Map<Integer, Reception> receptions = new HashMap<>();
  private long expiresAtNanos = Long.MAX_VALUE;
  private @Nullable PendingWill pendingWill;
  private boolean ended;

  /**
   * An empty session.
   *
   * @param maxOpen how many QoS 2 messages may be between PUBLISH and PUBREL, over all connections
   */
  Session(int maxOpen) {
    this.maxOpen = maxOpen;
  }

  /** A QoS 2 message between PUBLISH and PUBREL. */
  private static final class Reception {
    /** Null while Kafka has not answered. */
    private Publication.@Nullable Outcome outcome;

    /** Repetitions that came meanwhile. */
    private final List<Publication> repetitions = new ArrayList<>();
  }

  /** What to do with a QoS 2 PUBLISH. */
  enum Arrival {
    /** Its id is new: hand it over. */
    NEW,
    /** Its id is known: it will hear of the first one's end, and must not be handed over again. */
    REPETITION,
    /** Its id is new, and the session has no room for it. */
    TOO_MANY
  }

  Arrival arrived(Publication publication) {
    Publication.Outcome known;
    synchronized (this) {
      Reception reception = receptions.get(publication.packetId());
      if (reception == null) {
        if (receptions.size() >= maxOpen) {
          return Arrival.TOO_MANY;
        }
        receptions.put(publication.packetId(), new Reception());
        return Arrival.NEW;
      }
      known = reception.outcome;
      if (known == null) {
        reception.repetitions.add(publication);
      }
    }
    if (known != null) {
      publication.finish(known);
    }
    return Arrival.REPETITION;
  }

  /** Kafka has answered for an id. */
  void received(int packetId, Publication.Outcome outcome) {
    List<Publication> repetitions;
    synchronized (this) {
      Reception reception = receptions.get(packetId);
      if (reception == null) {
        return;
      }
      repetitions = List.copyOf(reception.repetitions);
      reception.repetitions.clear();
      if (outcome instanceof Publication.Outcome.Failed) {
        // The device must send it again, and then it is new.
        receptions.remove(packetId);
      } else {
        reception.outcome = outcome;
      }
    }
    for (Publication repetition : repetitions) {
      repetition.finish(outcome);
    }
  }

  /** What PUBREL found. */
  enum Release {
    DONE,
    UNKNOWN_ID,
    /** Kafka has not answered: the client had no PUBREC and must not release. */
    TOO_EARLY
  }

  synchronized Release released(int packetId) {
    Reception reception = receptions.get(packetId);
    if (reception == null) {
      return Release.UNKNOWN_ID;
    }
    if (reception.outcome == null) {
      return Release.TOO_EARLY;
    }
    receptions.remove(packetId);
    return Release.DONE;
  }

  /** Forgets an id whose PUBREC carried an error: no PUBREL follows it (MQTT 5, 4.3.3). */
  synchronized void forget(int packetId) {
    receptions.remove(packetId);
  }

  Mailbox mailbox() {
    return mailbox;
  }

  /** A will waits for its delay. */
  synchronized void await(PendingWill will) {
    pendingWill = will;
  }

  /** The client has come back: its will is not published. */
  void resume() {
    PendingWill will = takeWill();
    if (will != null) {
      will.cancel();
    }
  }

  /** Nobody comes back to it: whatever waits in it is due now (MQTT 5, 3.1.3.2.2) or gone. */
  void end() {
    markEnded();
    mailbox.close();
    PendingWill will = takeWill();
    if (will != null) {
      will.publish();
    }
  }

  /** Nobody comes back to it; {@link #end} follows. */
  synchronized void markEnded() {
    ended = true;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  private synchronized @Nullable PendingWill takeWill() {
    PendingWill will = pendingWill;
    pendingWill = null;
    return will;
  }

  synchronized void expireAt(long nanos) {
    expiresAtNanos = nanos;
  }

  synchronized boolean expired(long nowNanos) {
    return expiresAtNanos != Long.MAX_VALUE && nowNanos - expiresAtNanos >= 0;
  }
}
