package io.millwright.gateway;

import java.util.concurrent.CompletableFuture;

/** A machine, seen by a test: it sends one value at a time and waits for the answer. */
interface Device extends AutoCloseable {

  /**
   * What the gateway answered.
   *
   * @param reason empty when the protocol has no words for it
   */
  record Answer(boolean stored, String reason) {}

  /**
   * Sends one reading of point {@code n}.
   *
   * @return fails when the connection ends before an answer
   */
  CompletableFuture<Answer> send(String asset, long timeMillis, double value);

  /** Sends a body as it is, in this device's format. */
  CompletableFuture<Answer> sendBody(String asset, byte[] body);

  @Override
  void close() throws Exception;
}
