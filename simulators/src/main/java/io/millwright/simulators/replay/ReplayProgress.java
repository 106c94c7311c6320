package io.millwright.simulators.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a replay is. Messages and readings count once each, over all runs that shared a
 * checkpoint, however often they travelled.
 *
 * @param messagesSentAgain times that a message travelled again, in this run
 * @param connections MQTT connections made, in this run
 * @param failure why the replay stopped early; null = it did not
 */
public record ReplayProgress(
    State state,
    long messages,
    long readings,
    long messagesSent,
    long readingsSent,
    long messagesAcknowledged,
    long readingsAcknowledged,
    long messagesRejected,
    long messagesSentAgain,
    long connections,
    List<Position> positions,
    @Nullable String failure) {

  /** What the replay is doing. */
  public enum State {
    RUNNING,
    /** The gate holds it until the chain has caught up. */
    HELD,
    /** Every row was answered. */
    ENDED,
    CLOSED,
    FAILED
  }

  /**
   * How far one asset is.
   *
   * @param protocol {@code mqtt} or {@code coap}
   * @param rowsAnswered acknowledged or rejected, from the first row on without a gap
   * @param timeMicros event time of the last answered row; 0 = none yet
   */
  public record Position(
      String asset, String protocol, int rows, int rowsSent, int rowsAnswered, long timeMicros) {}

  /** From 0 to 1. */
  public double fractionAnswered() {
    return messages == 0 ? 1 : (double) (messagesAcknowledged + messagesRejected) / messages;
  }
}
