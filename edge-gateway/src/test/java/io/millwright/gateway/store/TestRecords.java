package io.millwright.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.ledger.Waybill;
import io.millwright.gateway.publish.OutboundRecord;
import io.millwright.gateway.publish.OutboundRecord.Priority;

/** Records for tests, told apart by a number. */
final class TestRecords {
  private TestRecords() {}

  static OutboundRecord record(long number, Priority priority, int bytes) {
    byte[] value = new byte[Math.max(20, bytes)];
    byte[] text = Long.toString(number).getBytes(UTF_8);
    System.arraycopy(text, 0, value, 0, text.length);
    return new OutboundRecord(
        Topics.MEASUREMENTS.name(),
        "demo/pump-1".getBytes(UTF_8),
        value,
        priority,
        "mqtt:" + priority,
        1,
        3,
        number,
        number * 1_000,
        null);
  }

  static Parcel parcel(long number, Priority priority, int bytes) {
    OutboundRecord record = record(number, priority, bytes);
    return new Parcel(record, Waybill.of(record, 1, number), failure -> {});
  }
}
