package io.millwright.gateway.ledger;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The row of one source. Guarded by the {@link Ledger} that it belongs to. */
final class Account {
  /** Where records and readings are counted. */
  enum State {
    RECEIVED,
    KEPT,
    FORWARDED,
    PENDING,
    DROPPED,
    FAILED,
    DUPLICATE,
    LATE
  }

  private static final State[] STATES = State.values();

  private final long[] records = new long[STATES.length];
  private final long[] readings = new long[STATES.length];
  private final Map<String, Long> rejected = new TreeMap<>();
  private SequenceWindow sequences = new SequenceWindow();
  private long newestTimeMicros = Long.MIN_VALUE;

  void add(State state, int count, Waybill waybill) {
    records[state.ordinal()] += (long) count * waybill.messages();
    readings[state.ordinal()] += (long) count * waybill.readings();
  }

  long records(State state) {
    return records[state.ordinal()];
  }

  long readings(State state) {
    return readings[state.ordinal()];
  }

  /** The messages of a record of this source are safe for the first time. */
  void kept(Waybill waybill, long lateAfterMicros, boolean ownRow, boolean found) {
    add(State.KEPT, 1, waybill);
    if (!waybill.rejection().isEmpty()) {
      rejected.merge(waybill.rejection(), (long) waybill.messages(), Long::sum);
    }
    // The row "other" mixes sources: neither order nor numbers mean anything there.
    if (!ownRow) {
      return;
    }
    long time = waybill.newestTimeMicros();
    boolean newer = time > newestTimeMicros;
    if (time != Long.MIN_VALUE && !newer && newestTimeMicros - time > lateAfterMicros) {
      add(State.LATE, 1, waybill);
    }
    if (waybill.sequence() > 0) {
      int repeated = 0;
      for (int i = 0; i < waybill.messages(); i++) {
        repeated += sequences.repeated(waybill.sequence() + i, newer, found) ? 1 : 0;
      }
      records[State.DUPLICATE.ordinal()] += repeated;
      readings[State.DUPLICATE.ordinal()] +=
          (long) repeated * (waybill.readings() / waybill.messages());
    }
    newestTimeMicros = Math.max(newestTimeMicros, time);
  }

  /** After a restart: what was under way is not there any more, and nobody was told it was kept. */
  void forgetUnderWay() {
    int received = State.RECEIVED.ordinal();
    records[received] = records(State.KEPT) + records(State.FAILED);
    readings[received] = readings(State.KEPT) + readings(State.FAILED);
  }

  /**
   * Makes the pending ones agree with what the store has.
   *
   * @return how many records are dropped by that
   */
  long correctPending(long presentRecords, long presentReadings) {
    int pending = State.PENDING.ordinal();
    long lostRecords = records[pending] - presentRecords;
    long lostReadings = readings[pending] - presentReadings;
    records[pending] = presentRecords;
    readings[pending] = presentReadings;
    records[State.DROPPED.ordinal()] += lostRecords;
    readings[State.DROPPED.ordinal()] += lostReadings;
    return lostRecords;
  }

  LedgerReport.Row row(String source) {
    return new LedgerReport.Row(
        source,
        figures(records),
        figures(readings),
        Map.copyOf(rejected),
        sequences.expected(),
        sequences.missing(),
        sequences.restarts());
  }

  private static LedgerReport.Figures figures(long[] counts) {
    return new LedgerReport.Figures(
        counts[State.RECEIVED.ordinal()],
        counts[State.KEPT.ordinal()],
        counts[State.FORWARDED.ordinal()],
        counts[State.PENDING.ordinal()],
        counts[State.DROPPED.ordinal()],
        counts[State.FAILED.ordinal()],
        counts[State.DUPLICATE.ordinal()],
        counts[State.LATE.ordinal()]);
  }

  void writeTo(DataOutput out) throws IOException {
    for (int i = 0; i < STATES.length; i++) {
      out.writeLong(records[i]);
      out.writeLong(readings[i]);
    }
    out.writeInt(rejected.size());
    for (Map.Entry<String, Long> reason : rejected.entrySet()) {
      out.writeUTF(reason.getKey());
      out.writeLong(reason.getValue());
    }
    out.writeLong(newestTimeMicros);
    sequences.writeTo(out);
  }

  static Account readFrom(DataInput in) throws IOException {
    Account account = new Account();
    for (int i = 0; i < STATES.length; i++) {
      account.records[i] = in.readLong();
      account.readings[i] = in.readLong();
    }
    for (int left = in.readInt(); left > 0; left--) {
      String reason = in.readUTF();
      account.rejected.put(reason, in.readLong());
    }
    account.newestTimeMicros = in.readLong();
    account.sequences = SequenceWindow.readFrom(in);
    return account;
  }
}
