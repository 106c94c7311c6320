package io.millwright.gateway.intake;

import io.millwright.gateway.reading.DeviceMessage;

/**
 * Messages of one sender that came in one go. Each is judged and answered by itself, but their
 * readings of an asset may go to Kafka as one record, which costs a fraction of many. For one
 * thread, which must call {@link #end} when no message is at hand any more; then the next begins.
 */
public interface Burst {
  /** As {@link Intake#take(DeviceMessage, Receipt)}, perhaps not before the end. */
  void take(DeviceMessage message, Receipt receipt);

  /** Hands on what was held back. */
  void end();
}
