package io.millwright.gateway.ledger;

import io.millwright.gateway.ledger.Account.State;
import io.millwright.gateway.publish.OutboundRecord;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts what comes from each source and where it is. Every method costs the same whatever the
 * record holds.
 *
 * <p>Who keeps state that must agree with the books changes both while it holds the ledger's
 * monitor.
 */
public final class Ledger {
  /** The row of all sources that have none of their own. */
  public static final String OTHER = "other";

  /** A longer name gets no row of its own: whoever chooses it must not fill the memory with it. */
  private static final int LONGEST_SOURCE = 1_000;

  private final LedgerConfig config;
  private final long lateAfterMicros;
  private final Map<String, Account> accounts = new HashMap<>();
  private Account other = new Account();

  /** Sources that the shared row has pending records of, from runs before. */
  private final Set<String> inOther = new HashSet<>();

  private LedgerReport.State state = LedgerReport.State.EXACT;

  public Ledger(LedgerConfig config) {
    this.config = config;
    this.lateAfterMicros = config.lateAfter().toNanos() / 1_000;
  }

  /** A record is on its way. */
  public synchronized void received(Waybill waybill) {
    account(waybill).add(State.RECEIVED, 1, waybill);
  }

  /** A record went nowhere, and its device is not acknowledged. */
  public synchronized void failed(Waybill waybill) {
    account(waybill).add(State.FAILED, 1, waybill);
  }

  /** Kafka has a record that was not in the store. */
  public synchronized void keptInKafka(Waybill waybill) {
    Account account = kept(waybill, false);
    account.add(State.FORWARDED, 1, waybill);
  }

  /** A record of a run that was killed has been found in Kafka. */
  public synchronized void foundInKafka(Waybill waybill) {
    received(waybill);
    kept(waybill, true).add(State.FORWARDED, 1, waybill);
  }

  /** The store has a record that Kafka is not known to have. */
  public synchronized void keptInStore(Waybill waybill) {
    Account account = kept(waybill, false);
    account.add(State.PENDING, 1, waybill);
  }

  /** Kafka has a record that was pending. */
  public synchronized void forwarded(Waybill waybill) {
    move(waybill, State.PENDING, State.FORWARDED);
  }

  /** A pending record was given up. */
  public synchronized void dropped(Waybill waybill) {
    move(waybill, State.PENDING, State.DROPPED);
  }

  /** Kafka has a record after all, although it was given up. */
  public synchronized void recovered(Waybill waybill) {
    move(waybill, State.DROPPED, State.FORWARDED);
  }

  public synchronized void state(LedgerReport.State now) {
    state = now;
  }

  public synchronized LedgerReport.State state() {
    return state;
  }

  /** A copy of all rows, by name of the source. */
  public synchronized LedgerReport report() {
    List<LedgerReport.Row> rows = new ArrayList<>(accounts.size() + 1);
    new TreeMap<>(accounts)
        .forEach(
            (source, account) -> {
              if (!source.equals(OutboundRecord.OF_THE_GATEWAY)) {
                rows.add(account.row(source));
              }
            });
    if (other.records(State.RECEIVED) > 0) {
      rows.add(other.row(OTHER));
    }
    return new LedgerReport(state, Instant.now(), total(rows), rows);
  }

  /** Readings of all sources of a protocol in a state; the shared row counts for none. */
  synchronized long readings(String protocol, State where) {
    long sum = 0;
    for (Map.Entry<String, Account> account : accounts.entrySet()) {
      String source = account.getKey();
      if (source.startsWith(protocol) && source.startsWith(":", protocol.length())) {
        sum += account.getValue().readings(where);
      }
    }
    return sum;
  }

  /** The row of a source, or the shared one. */
  public synchronized LedgerReport.Row row(String source) {
    Account account = accounts.get(source);
    return account == null ? other.row(OTHER) : account.row(source);
  }

  private static LedgerReport.Row total(List<LedgerReport.Row> rows) {
    LedgerReport.Figures none = new LedgerReport.Figures(0, 0, 0, 0, 0, 0, 0, 0);
    LedgerReport.Figures records = none;
    LedgerReport.Figures readings = none;
    Map<String, Long> rejected = new TreeMap<>();
    long expected = 0;
    long missing = 0;
    int restarts = 0;
    for (LedgerReport.Row row : rows) {
      records = records.plus(row.records());
      readings = readings.plus(row.readings());
      row.rejected().forEach((reason, count) -> rejected.merge(reason, count, Long::sum));
      expected = sum(expected, row.expected());
      missing = sum(missing, row.missing());
      restarts += row.restarts();
    }
    return new LedgerReport.Row("total", records, readings, rejected, expected, missing, restarts);
  }

  /** Of counts that sources can make as large as they like. */
  private static long sum(long counts, long more) {
    return more > Long.MAX_VALUE - counts ? Long.MAX_VALUE : counts + more;
  }

  /**
   * After a restart. Until it is called, the books are as they were at the last snapshot. A source
   * that has pending records and no row stays in the shared one, which counts them, also when there
   * is room for more rows by now.
   *
   * @param pendingOf how many records and readings of each source the store really has of those
   *     that the snapshot counts as pending
   * @return how many records are not there any more; they count as dropped
   */
  public synchronized long reconcile(Map<String, long[]> pendingOf) {
    Map<Account, long[]> there = new HashMap<>();
    pendingOf.forEach(
        (source, counts) -> {
          if (!accounts.containsKey(source)) {
            inOther.add(source);
          }
          long[] sum = there.computeIfAbsent(account(source), account -> new long[2]);
          sum[0] += counts[0];
          sum[1] += counts[1];
        });
    long lost = 0;
    List<Account> all = new ArrayList<>(accounts.values());
    all.add(other);
    for (Account account : all) {
      long[] counts = there.getOrDefault(account, new long[2]);
      lost += account.correctPending(counts[0], counts[1]);
      account.forgetUnderWay();
    }
    return lost;
  }

  public synchronized void writeTo(DataOutput out) throws IOException {
    out.writeBoolean(state == LedgerReport.State.ESTIMATED);
    out.writeInt(accounts.size());
    for (Map.Entry<String, Account> account : accounts.entrySet()) {
      out.writeUTF(account.getKey());
      account.getValue().writeTo(out);
    }
    other.writeTo(out);
  }

  /** Takes over rows that {@link #writeTo} has written, in place of its own. */
  public synchronized void readFrom(DataInput in) throws IOException {
    state = in.readBoolean() ? LedgerReport.State.ESTIMATED : LedgerReport.State.EXACT;
    accounts.clear();
    for (int left = in.readInt(); left > 0; left--) {
      String source = in.readUTF();
      accounts.put(source, Account.readFrom(in));
    }
    other = Account.readFrom(in);
  }

  private Account kept(Waybill waybill, boolean found) {
    Account account = account(waybill);
    account.kept(waybill, lateAfterMicros, account != other, found);
    return account;
  }

  private void move(Waybill waybill, State from, State to) {
    Account account = account(waybill);
    account.add(from, -1, waybill);
    account.add(to, 1, waybill);
  }

  private Account account(Waybill waybill) {
    return account(waybill.source());
  }

  private Account account(String source) {
    Account account = accounts.get(source);
    if (account != null) {
      return account;
    }
    if (accounts.size() >= config.maxSources()
        || source.length() > LONGEST_SOURCE
        || inOther.contains(source)) {
      return other;
    }
    Account opened = new Account();
    accounts.put(source, opened);
    return opened;
  }
}
