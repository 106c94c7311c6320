package io.millwright.benchmarks.load;

/** Messages being sent, until {@link #finish()}. */
public interface Load extends AutoCloseable {
  /** Begins to send. */
  void start() throws Exception;

  /**
   * Messages that were acknowledged so far.
   *
   * @throws IllegalStateException if something went wrong
   */
  long acknowledged() throws Exception;

  /** From now on latency is kept. */
  void beginMeasuring() throws Exception;

  /** Latency is kept of what is due until now. */
  void endMeasuring() throws Exception;

  /**
   * Sends no more and waits until all is acknowledged.
   *
   * @throws IllegalStateException if something went wrong, or messages were not acknowledged
   */
  Finished finish() throws Exception;

  @Override
  void close() throws Exception;

  /**
   * What was sent and acknowledged in all.
   *
   * @param messages warm-up included
   */
  record Finished(long messages, Latency latency) {}
}
