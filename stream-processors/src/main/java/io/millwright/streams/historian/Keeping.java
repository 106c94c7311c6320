package io.millwright.streams.historian;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the partitions of the months to come, and removes what no site keeps any longer.
 *
 * <p>What is kept from when on is moved first ({@code series.kept_from}); who writes looks there in
 * each transaction. Then all transactions are awaited that may not have seen it. From then on
 * nothing older is written, so no hour of it is rolled up again, and it can be removed: whole
 * partitions where nobody keeps them, otherwise row by row, a batch at a time.
 *
 * <p>One at a time works in a database. After any exception it is to be closed and another opened.
 */
final class Keeping implements AutoCloseable {
  /** What a turn did. */
  enum Turn {
    /** Nothing is left to do. */
    DONE,
    /** There is more to do at once. */
    MORE,
    /** There is more to do, but not now: somebody is in the way. */
    LATER,
    /** Another instance is at it. */
    BUSY
  }

  /**
   * What was removed since the last question.
   *
   * @param held points whose readings waited for their rollup when all were gone through last
   */
  record Removed(long partitions, long rows, long held) {}

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int MONTHS_AHEAD = 2;
  private static final long LOCK = 7305437102L;
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String DEADLOCK = "40P01";

  /** By the catalogue: to ask for a name in a schema that one may not use is an error. */
  private static final String SETTINGS_THERE =
      """
      select exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'cmms' and c.relname = 'retention_in_force'
          and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'))""";

  /**
   * Where the limits in force now lead, never back. An asset that had no row begins where the
   * others of its tenant are; one whose site has no limits of its own any more goes on with them.
   */
  private static final String MOVE =
      """
      with due as (
        select tenant_id, asset, readings, minutes, hours, waveforms, events from cmms.retention_in_force
        union all
        select own.tenant_id, own.asset, r.readings, r.minutes, r.hours, r.waveforms, r.events
        from series.kept_from own
        join cmms.retention_in_force r on r.tenant_id = own.tenant_id and r.asset = ''
        where own.asset <> '' and not exists (
          select from cmms.retention_in_force o where o.tenant_id = own.tenant_id and o.asset = own.asset)),
      reached as (
        select due.tenant_id, due.asset,
          greatest(coalesce(own.readings, rest.readings, '-infinity'), %1$s) as readings,
          greatest(coalesce(own.minutes, rest.minutes, '-infinity'), %2$s) as minutes,
          greatest(coalesce(own.hours, rest.hours, '-infinity'), %3$s) as hours,
          greatest(coalesce(own.waveforms, rest.waveforms, '-infinity'), %4$s) as waveforms,
          greatest(coalesce(own.events, rest.events, '-infinity'), %5$s) as events
        from due
        left join series.kept_from own on own.tenant_id = due.tenant_id and own.asset = due.asset
        left join series.kept_from rest on rest.tenant_id = due.tenant_id and rest.asset = '')
      insert into series.kept_from as k (tenant_id, asset, readings, minutes, hours, waveforms, events)
      select * from reached
      on conflict (tenant_id, asset) do update set (readings, minutes, hours, waveforms, events) =
        (excluded.readings, excluded.minutes, excluded.hours, excluded.waveforms, excluded.events)
      where (k.readings, k.minutes, k.hours, k.waveforms, k.events) is distinct from
        (excluded.readings, excluded.minutes, excluded.hours, excluded.waveforms, excluded.events)"""
          .formatted(
              month("readings"),
              month("minutes"),
              month("hours"),
              month("waveforms"),
              month("events"));

  /**
   * Which month of UTC the limit leads to; a clock that is ahead of the database's removes nothing.
   */
  private static String month(String limit) {
    return "date_trunc('month', least(now(), ?) - due." + limit + " * interval '1 day', 'UTC')";
  }

  private final Connection connection;
  private final Clock clock;
  private final String storage;
  private final int batch;
  private final List<String> tables = new ArrayList<>();

  /** The change of the limits that all who write know, or will once they have begun anew. */
  private long moved = -1;

  /** All transactions that may not know it have smaller numbers; empty = none is left. */
  private String fence = "";

  /** Where it is: the table, and the key of which nothing is left in it. */
  private int table;

  private long reached;
  private boolean dropping = true;
  private boolean leftOver;
  private long holding;

  private long partitions;
  private long rows;
  private long held;

  private Keeping(Connection connection, Clock clock, int batch, String storage) {
    this.connection = connection;
    this.clock = clock;
    this.batch = batch;
    this.storage = storage;
  }

  /**
   * @param batch about so many rows are deleted in a transaction; 1 or more
   */
  static Keeping open(HistorianConfig config, Clock clock, int batch) throws SQLException {
    Connection connection = SeriesWriter.connect(config, PATIENCE);
    try {
      Keeping keeping = new Keeping(connection, clock, batch, SeriesWriter.storageOf(connection));
      keeping.readTables();
      return keeping;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void readTables() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet names =
            statement.executeQuery(
                "select name from series.stored_table where kind is not null order by place")) {
      while (names.next()) {
        tables.add(names.getString(1));
      }
    }
  }

  /** Makes the partitions of this month and the next two, so that no reading waits for one. */
  void prepareMonths() throws SQLException {
    if (!storage.equals("postgresql")) {
      return;
    }
    try (PreparedStatement ensure = connection.prepareStatement("select series.ensure_month(?)")) {
      for (int month = 0; month <= MONTHS_AHEAD; month++) {
        ensure.setObject(
            1, clock.instant().atOffset(ZoneOffset.UTC).withDayOfMonth(1).plusMonths(month));
        ensure.execute();
      }
    }
  }

  /**
   * Goes by the settings as they are now. Without the CMMS's schema nothing is ever removed.
   *
   * @return {@link Turn#BUSY} when another instance does
   */
  Turn move() throws SQLException {
    // Held until this is closed.
    if (!text("select pg_try_advisory_lock(" + LOCK + ")").equals("t")) {
      return Turn.BUSY;
    }
    if (text(SETTINGS_THERE).equals("t")) {
      connection.setAutoCommit(false);
      try (PreparedStatement move = connection.prepareStatement(MOVE)) {
        Instant now = clock.instant();
        for (int limit = 1; limit <= 5; limit++) {
          move.setObject(limit, now.atOffset(ZoneOffset.UTC));
        }
        if (move.executeUpdate() > 0) {
          execute("update series.keeping set moved = moved + 1");
        }
        connection.commit();
      } finally {
        if (!connection.isClosed()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
      }
    }
    return Turn.MORE;
  }

  /** Removes a piece of what is not kept any longer, after {@link #move}. */
  Turn turn() throws SQLException {
    String state = text("select moved || ' ' || removed from series.keeping");
    long change = Long.parseLong(state.substring(0, state.indexOf(' ')));
    if (change == Long.parseLong(state.substring(state.indexOf(' ') + 1))) {
      return Turn.DONE;
    }
    if (change != moved) {
      // A number drawn now: whoever gets a higher one sees the change.
      fence = text("select pg_current_xact_id()");
      moved = change;
      begin();
    }
    if (!fence.isEmpty()) {
      if (!text("select pg_snapshot_xmin(pg_current_snapshot()) > '" + fence + "'").equals("t")) {
        return Turn.LATER;
      }
      fence = "";
    }
    try {
      return remove();
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState())) {
        return Turn.LATER;
      }
      throw e;
    }
  }

  private void begin() {
    table = 0;
    reached = Long.MIN_VALUE;
    dropping = true;
    leftOver = false;
    holding = 0;
  }

  private Turn remove() throws SQLException {
    if (table == tables.size()) {
      boolean again = leftOver;
      held = holding;
      begin();
      if (again) {
        return Turn.LATER;
      }
      execute("update series.keeping set removed = " + moved + " where moved = " + moved);
      return Turn.MORE;
    }
    String stored = tables.get(table);
    if (dropping) {
      long dropped = Long.parseLong(text("select series.drop_expired('" + stored + "')"));
      partitions += dropped;
      // One at a time, so that those who read and write get in between.
      dropping = dropped > 0;
      return Turn.MORE;
    }
    try (PreparedStatement delete =
        connection.prepareStatement("select * from series.delete_expired(?, ?, ?)")) {
      delete.setString(1, stored);
      delete.setLong(2, reached);
      delete.setLong(3, batch);
      try (ResultSet row = delete.executeQuery()) {
        row.next();
        long key = row.getLong("reached");
        boolean last = row.wasNull();
        rows += row.getLong("deleted");
        leftOver |= row.getLong("held") > 0;
        if (table == 0) {
          holding += row.getLong("held");
        }
        reached = key;
        if (last) {
          table++;
          reached = Long.MIN_VALUE;
          dropping = true;
        }
      }
    }
    return Turn.MORE;
  }

  /** What was removed since this was last asked. */
  Removed removed() {
    Removed removed = new Removed(partitions, rows, held);
    partitions = 0;
    rows = 0;
    return removed;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
