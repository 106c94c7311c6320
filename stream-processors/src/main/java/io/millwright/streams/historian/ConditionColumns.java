package io.millwright.streams.historian;

import io.millwright.contracts.wire.Prognosis;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Evaluations as columns, written with one statement. */
final class ConditionColumns {
  /**
   * Health and prognosis of one moment come from two topics, in any order and perhaps in two
   * transactions: each fills its columns. Of several failure modes the likeliest stays. Its last
   * lines see the table as it was before, and so count the rows that are new.
   */
  private static final String UPSERT =
      """
      with n as (
        select asset_id, timestamptz 'epoch' + micros * interval '1 microsecond' as time, health, state,
               probability, life, low, high
        from unnest(?::bigint[], ?::bigint[], ?::float8[], ?::int[], ?::float8[], ?::float8[], ?::float8[], ?::float8[])
          as u (asset_id, micros, health, state, probability, life, low, high)),
      written as (insert into series.condition as c
        (asset_id, time, health_index, state, failure_probability,
         remaining_life_hours, remaining_life_low_hours, remaining_life_high_hours)
      select n.asset_id, n.time, n.health, n.state::smallint, n.probability, n.life, n.low, n.high from n
      on conflict (asset_id, time) do update set
        health_index = coalesce(excluded.health_index, c.health_index),
        state = coalesce(excluded.state, c.state),
        failure_probability = greatest(excluded.failure_probability, c.failure_probability),
        remaining_life_hours = case when c.failure_probability is null
            or excluded.failure_probability >= c.failure_probability
          then coalesce(excluded.remaining_life_hours, c.remaining_life_hours) else c.remaining_life_hours end,
        remaining_life_low_hours = case when c.failure_probability is null
            or excluded.failure_probability >= c.failure_probability
          then coalesce(excluded.remaining_life_low_hours, c.remaining_life_low_hours)
          else c.remaining_life_low_hours end,
        remaining_life_high_hours = case when c.failure_probability is null
            or excluded.failure_probability >= c.failure_probability
          then coalesce(excluded.remaining_life_high_hours, c.remaining_life_high_hours)
          else c.remaining_life_high_hours end
      )
      select (select count(*) from n)
        - (select count(*) from n join series.condition c on c.asset_id = n.asset_id and c.time = n.time)""";

  private final Long[] assetId;
  private final Long[] timeMicros;
  private final @Nullable Double[] health;
  private final @Nullable Integer[] state;
  private final @Nullable Double[] probability;
  private final @Nullable Double[] life;
  private final @Nullable Double[] low;
  private final @Nullable Double[] high;
  private int size;

  ConditionColumns(int size) {
    assetId = new Long[size];
    timeMicros = new Long[size];
    health = new Double[size];
    state = new Integer[size];
    probability = new Double[size];
    life = new Double[size];
    low = new Double[size];
    high = new Double[size];
  }

  void add(long asset, long time, Batch.Condition condition) {
    assetId[size] = asset;
    timeMicros[size] = time;
    health[size] = condition.healthIndex;
    state[size] = condition.state;
    Prognosis prognosis = condition.prognosis;
    if (prognosis != null) {
      probability[size] = prognosis.getFailureProbability();
      life[size] = prognosis.getRemainingLifeHours();
      low[size] = prognosis.getRemainingLifeLowHours();
      high[size] = prognosis.getRemainingLifeHighHours();
    }
    size++;
  }

  /** Writes them and returns how many are new. */
  long store(Connection connection) throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      set(connection, upsert, 1, "int8", assetId);
      set(connection, upsert, 2, "int8", timeMicros);
      set(connection, upsert, 3, "float8", health);
      set(connection, upsert, 4, "int4", state);
      set(connection, upsert, 5, "float8", probability);
      set(connection, upsert, 6, "float8", life);
      set(connection, upsert, 7, "float8", low);
      set(connection, upsert, 8, "float8", high);
      try (ResultSet row = upsert.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static void set(
      Connection connection,
      PreparedStatement statement,
      int parameter,
      String type,
      @Nullable Object[] column)
      throws SQLException {
    Array array = connection.createArrayOf(type, column);
    statement.setArray(parameter, array);
  }
}
