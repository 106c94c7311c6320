package io.millwright.simulators.device;

/**
 * Sends messages and keeps each until it is answered: through lost packets, cut connections and a
 * gateway that is away. Messages of one asset stay in order.
 */
public interface Device extends AutoCloseable {
  /**
   * Takes a message, waiting while as many as the device may keep are unanswered.
   *
   * @throws IllegalStateException if the device is closed
   */
  void send(Telemetry message) throws InterruptedException;

  DeviceCounters counters();

  /** Gives up what is unanswered. */
  @Override
  void close();
}
