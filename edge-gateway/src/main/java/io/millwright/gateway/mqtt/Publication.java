package io.millwright.gateway.mqtt;

import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.reading.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * A PUBLISH that waits in the connection's {@link AcknowledgementQueue} until it is kept. It is
 * completed on a thread of Kafka's producer or of the store, and read on the event loop.
 */
final class Publication implements Receipt {
  /** What became of a publication. */
  sealed interface Outcome {
    /** Kafka or the store has the readings. */
    record Accepted() implements Outcome {}

    /** The message is kept among the rejected ones. */
    record Refused(Rejection rejection) implements Outcome {}

    /** It is not kept. */
    record Failed(Exception cause) implements Outcome {}
  }

  static final Outcome ACCEPTED = new Outcome.Accepted();

  private final int packetId;
  private final int qos;
  private final AcknowledgementQueue queue;
  private final @Nullable Session session;
  private volatile @Nullable Outcome outcome;

  /**
   * @param session keeps the id of a QoS 2 message until PUBREL; null for lower QoS
   */
  Publication(int packetId, int qos, AcknowledgementQueue queue, @Nullable Session session) {
    this.packetId = packetId;
    this.qos = qos;
    this.queue = queue;
    this.session = session;
  }

  int packetId() {
    return packetId;
  }

  int qos() {
    return qos;
  }

  /** Null while it is not known. */
  @Nullable Outcome outcome() {
    return outcome;
  }

  @Override
  public void accepted() {
    complete(ACCEPTED);
  }

  @Override
  public void rejected(Rejection rejection) {
    complete(new Outcome.Refused(rejection));
  }

  @Override
  public void failed(Exception cause) {
    complete(new Outcome.Failed(cause));
  }

  private void complete(Outcome result) {
    if (session != null) {
      session.received(packetId, result);
    }
    finish(result);
  }

  /** Ends the wait without touching the session: a repetition hears of the first one's end. */
  void finish(Outcome result) {
    outcome = result;
    queue.completed();
  }
}
