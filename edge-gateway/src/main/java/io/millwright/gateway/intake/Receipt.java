package io.millwright.gateway.intake;

import io.millwright.gateway.reading.Rejection;

/**
 * Hears once what became of a message, on any thread; must not block. Only {@link #accepted} and
 * {@link #rejected} allow an acknowledgement.
 */
public interface Receipt {
  /** Kafka or the store has the readings. */
  void accepted();

  /** The message cannot be used; it is kept with the reason. */
  void rejected(Rejection rejection);

  /**
   * It is not kept: the device must send it again. With a {@link RateExceededException} not before
   * a while.
   */
  void failed(Exception cause);
}
