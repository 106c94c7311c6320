package io.millwright.streams.historian;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records for which a transaction was refused, and writes all others. For each one that
 * is refused there are as many transactions as it takes to halve the records until one is left, one
 * more that tries it alone unless that was done, and one for all that comes after it, in which it
 * is set aside.
 *
 * @param <R> a record
 */
final class Sifting<R> {
  /** Where they are written. */
  interface Target<R> {
    /**
     * Writes these records in one transaction, or none of them.
     *
     * @param reason why the first of them was refused and is to be set aside instead; null = it is
     *     written like the others
     */
    void write(List<R> records, @Nullable RefusedException reason)
        throws SQLException, FencedException, RefusedException;
  }

  private final List<R> records;
  private final Target<R> target;

  private Sifting(List<R> records, Target<R> target) {
    this.records = records;
    this.target = target;
  }

  /**
   * Writes records that were refused together, in their order.
   *
   * @throws SQLException if something else is wrong than a record; then a part of them, from the
   *     first on, may be written
   */
  static <R> void write(List<R> records, RefusedException reason, Target<R> target)
      throws SQLException, FencedException {
    new Sifting<>(records, target).run(reason);
  }

  private void run(RefusedException reason) throws SQLException, FencedException {
    int from = 0;
    RefusedException setAside = null;
    RefusedException refused = reason;
    while (refused != null) {
      // There is one in [low, high), and all before it are written.
      int low = from;
      int high = records.size();
      boolean alone = high - low == 1;
      while (high - low > 1) {
        int middle = (low + high) >>> 1;
        RefusedException half = refusal(low, middle, low == from ? setAside : null);
        if (half == null) {
          low = middle;
          alone = false;
        } else {
          refused = half;
          high = middle;
          alone = high - low == 1;
        }
      }
      if (low == from && setAside != null) {
        // What it is set aside with is refused: no record's fault.
        throw refused.reason();
      }
      RefusedException own = alone ? refused : refusal(low, low + 1, null);
      from = own == null ? low + 1 : low;
      setAside = own;
      refused = from < records.size() ? refusal(from, records.size(), setAside) : null;
    }
  }

  private @Nullable RefusedException refusal(int from, int to, @Nullable RefusedException setAside)
      throws SQLException, FencedException {
    try {
      target.write(records.subList(from, to), setAside);
      return null;
    } catch (RefusedException e) {
      return e;
    }
  }
}
