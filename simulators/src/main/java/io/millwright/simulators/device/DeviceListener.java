package io.millwright.simulators.device;

/**
 * Hears what became of each message: exactly one of the two for every message, for the messages of
 * one asset in the order they were sent, and from one thread a device.
 */
public interface DeviceListener {
  /** The gateway has taken the message over for good. */
  void acknowledged(Telemetry message);

  /** The gateway will never take this message: sending it again would bring the same answer. */
  void rejected(Telemetry message, String reason);
}
