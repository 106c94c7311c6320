package io.millwright.gateway.sparkplug;

import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.topic.DeviceChannel;
import java.util.Arrays;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;

/**
 * A message whose payload has been parsed.
 *
 * @param back the way to the edge node
 * @param outcome for who waits for what becomes of it
 * @param nanos when it came, on {@link HostTimer}'s clock
 */
record Incoming(
    Address address,
    DeviceMessage message,
    Payload payload,
    DeviceChannel back,
    Outcome outcome,
    long nanos) {

  Incoming(
      Address address,
      DeviceMessage message,
      Payload payload,
      DeviceChannel back,
      Receipt receipt,
      long nanos) {
    this(address, message, payload, back, new Outcome(receipt), nanos);
  }

  Receipt receipt() {
    return outcome;
  }

  /** Whether it is the same message once more. */
  boolean isCopyOf(Incoming other) {
    return address.equals(other.address)
        && Arrays.equals(message.payload(), other.message.payload());
  }

  int bytes() {
    return message.payload().length;
  }

  /** The seq of a message other than NBIRTH and NDEATH, 0 to 255. */
  int seq() {
    return (int) payload.getSeq();
  }

  boolean hasSeq() {
    return payload.hasSeq() && payload.getSeq() >= 0 && payload.getSeq() < MessageOrder.SEQUENCES;
  }

  /** Whether it came from the same sender by the same way. */
  boolean isBySameWayAs(Incoming other) {
    return back == other.back && message.sender().equals(other.message.sender());
  }
}
