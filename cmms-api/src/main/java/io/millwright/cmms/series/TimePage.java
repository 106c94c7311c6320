package io.millwright.cmms.series;

import io.millwright.cmms.platform.Cursor;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of what is told with the newest first.
 *
 * @param until time of the first on it
 * @param skipped how many of that time are on the pages before
 * @param limit most on it
 */
record TimePage(Instant until, int skipped, int limit) {

  /**
   * The page that a caller asks for.
   *
   * @param cursor of the page before; null = the first of the range
   * @throws io.millwright.cmms.platform.ProblemException 400, if this API did not give the cursor
   */
  static TimePage of(TimeRange range, @Nullable String cursor, int limit) {
    if (cursor == null) {
      return new TimePage(range.to(), 0, limit);
    }
    List<String> parts = Cursor.parts(cursor, 2);
    try {
      Instant until = Instant.parse(parts.get(0));
      int skipped = Integer.parseInt(parts.get(1));
      if (skipped < 0 || until.isAfter(range.to())) {
        throw Cursor.unknown(null);
      }
      return new TimePage(until, skipped, limit);
    } catch (DateTimeException | NumberFormatException e) {
      throw Cursor.unknown(e);
    }
  }

  /** One more than the page has, so that it shows whether there is another. */
  int asked() {
    return limit + 1;
  }

  <T> List<T> items(List<T> found) {
    return found.size() > limit ? found.subList(0, limit) : found;
  }

  /** The cursor of the page that follows; null = there is none. */
  <T> @Nullable String next(List<T> found, Function<T, Instant> time) {
    if (found.size() <= limit) {
      return null;
    }
    List<T> items = items(found);
    Instant last = time.apply(items.get(items.size() - 1));
    long same = items.stream().filter(item -> time.apply(item).equals(last)).count();
    return Cursor.of(last.toString(), Long.toString(last.equals(until) ? same + skipped : same));
  }
}
