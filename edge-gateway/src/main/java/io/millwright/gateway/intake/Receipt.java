package io.millwright.gateway.intake;

import io.millwright.gateway.reading.Rejection;

/**
 * Hears once what became of a message, on any thread; must not block. Only {@link #accepted} and
 * {@link #rejected} allow an acknowledgement.
 */
public interface Receipt {
  /** Kafka has the readings. */
  void accepted();

  /** The message cannot be used; Kafka has it with the reason. */
  void rejected(Rejection rejection);

  /**
   * Kafka does not have it: the device must send it again. With a {@link RateExceededException} not
   * before a while.
   */
  void failed(Exception cause);
}
