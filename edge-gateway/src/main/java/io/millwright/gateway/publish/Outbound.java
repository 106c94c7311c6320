package io.millwright.gateway.publish;

/** Where records go on their way to Kafka. Can be shared by threads; never blocks for long. */
public interface Outbound {
  /** Takes a record over; {@code completion} hears once that it is kept, or that it is not. */
  void write(OutboundRecord record, Completion completion);

  /** Says when to stop reading from sockets. */
  InFlightBudget budget();
}
