package io.millwright.gateway.store;

import io.millwright.gateway.ledger.Waybill;
import io.millwright.gateway.publish.Completion;
import io.millwright.gateway.publish.OutboundRecord;
import org.jspecify.annotations.Nullable;

/** A record on its way. What can change is guarded by the ledger's monitor. */
final class Parcel {
  /** Nobody waits for a record that comes from the store. */
  private static final Completion NOBODY = failure -> {};

  final OutboundRecord record;
  final Waybill waybill;
  final byte[] label;
  private final Completion completion;

  /** When the producer got it, by {@link System#nanoTime}. */
  long sentNanos;

  boolean atProducer;
  boolean inKafka;

  /** The writer of the log has it, or will get it. */
  boolean toBeStored;

  /** Its device has been answered. */
  boolean answered;

  /** Where it is in the store; null = nowhere. */
  @Nullable Segment segment;

  int ordinal;

  Parcel(OutboundRecord record, Waybill waybill, Completion completion) {
    this.record = record;
    this.waybill = waybill;
    this.label = waybill.encode();
    this.completion = completion;
  }

  /** A record that is in the store. */
  static Parcel stored(Segment segment, Frame frame) {
    Parcel parcel = new Parcel(frame.record(), frame.waybill(), NOBODY);
    parcel.segment = segment;
    parcel.ordinal = frame.ordinal();
    parcel.answered = true;
    return parcel;
  }

  /** Not under the ledger's monitor: it is somebody else's code. */
  void complete(@Nullable Exception failure) {
    completion.completed(failure);
  }
}
