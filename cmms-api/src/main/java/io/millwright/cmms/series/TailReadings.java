package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.contracts.measurement.Quality;
import jakarta.inject.Singleton;
import java.util.List;

/** The newest readings of points by plain SQL. All methods work in the open transaction. */
@Singleton
final class TailReadings {
  /** New readings of a point in one look; where there are more, they are skipped. */
  static final int MOST = 500;

  /** Readings of a point that a stream is told when it goes on. */
  static final int MOST_SINCE = 2_000;

  private static final String MICROS = "(extract(epoch from time) * 1000000)::bigint as micros";

  private final Database database;
  private final ReadingPages pages;

  TailReadings(Database database, ReadingPages pages) {
    this.database = database;
    this.pages = pages;
  }

  /** Loads those tails that are not, and compares the others with what there is now. */
  void look(List<PointTail> tails) {
    List<PointTail> known = tails.stream().filter(PointTail::isLoaded).toList();
    if (!known.isEmpty()) {
      compare(known);
    }
    List<PointTail> unknown = tails.stream().filter(tail -> !tail.isLoaded()).toList();
    if (!unknown.isEmpty()) {
      load(unknown);
    }
  }

  /** The newest alone: to find more of them, the database would sort all that the point has. */
  private void load(List<PointTail> tails) {
    Pages pages = new Pages(tails.size());
    database
        .sql(
            "select w.n, m.micros, m.value, m.quality"
                + " from unnest(:assets::text[], :points::text[], :derived::boolean[])"
                + " with ordinality as w (asset, point, derived, n) cross join lateral (select "
                + MICROS
                + """
                , value, quality from series.tenant_latest_measurement t
                where t.asset = w.asset and t.point = w.point and t.derived = w.derived) m
                """)
        .bind("assets", tails.stream().map(tail -> tail.point().asset()).toList())
        .bind("points", tails.stream().map(tail -> tail.point().point()).toList())
        .bind("derived", tails.stream().map(tail -> "" + tail.point().derived()).toList())
        .each(pages::add);
    for (int i = 0; i < tails.size(); i++) {
      tails.get(i).load(pages.of(i));
    }
  }

  private void compare(List<PointTail> tails) {
    Pages pages = new Pages(tails.size());
    database
        .sql(
            "select w.n, m.micros, m.value, m.quality from unnest(:assets::text[], :points::text[],"
                + " :derived::boolean[], :since::timestamptz[]) with ordinality as w (asset, point,"
                + " derived, since, n) cross join lateral (select "
                + MICROS
                + """
                , value, quality from series.tenant_measurement t
                where t.asset = w.asset and t.point = w.point and t.derived = w.derived and t.time >= w.since
                order by t.time limit :limit) m
                order by w.n, m.micros
                """)
        .bind("assets", tails.stream().map(tail -> tail.point().asset()).toList())
        .bind("points", tails.stream().map(tail -> tail.point().point()).toList())
        .bind("derived", tails.stream().map(tail -> "" + tail.point().derived()).toList())
        .bind(
            "since",
            tails.stream()
                .map(tail -> ReadingPage.instant(tail.comparedFrom()).toString())
                .toList())
        .bind("limit", PointTail.COMPARED + MOST + 1)
        .each(pages::add);
    for (int i = 0; i < tails.size(); i++) {
      ReadingPage page = pages.of(i);
      if (page.size() > PointTail.COMPARED + MOST) {
        tails.get(i).skip();
      } else {
        tails.get(i).compare(page);
      }
    }
  }

  /**
   * All readings of a point behind that time, if they are not too many.
   *
   * @param to inclusive, microseconds since 1970
   */
  LiveReadings since(SeriesReader.KnownPoint point, long after, long to) {
    ReadingPage all = new ReadingPage(MOST_SINCE);
    ReadingPage page = new ReadingPage(MOST_SINCE);
    for (long reached = after; reached < to; ) {
      reached = pages.next(point, reached, to, page);
      if (all.size() + page.size() > MOST_SINCE) {
        return LiveReadings.skipped(point);
      }
      for (int i = 0; i < page.size(); i++) {
        all.add(page.time(i), page.value(i), page.quality(i));
      }
    }
    return LiveReadings.of(point, all);
  }

  private static void add(ReadingPage page, Row row) {
    page.add(row.number("micros"), row.real("value"), Quality.ofCode(row.integer("quality")));
  }

  /** A page for each of some points; rows come point after point. */
  private static final class Pages {
    private final ReadingPage[] pages;

    Pages(int points) {
      this.pages = new ReadingPage[points];
    }

    void add(Row row) {
      int point = (int) row.number("n") - 1;
      ReadingPage page = pages[point];
      if (page == null) {
        page = new ReadingPage(PointTail.COMPARED);
        pages[point] = page;
      }
      TailReadings.add(page, row);
    }

    ReadingPage of(int point) {
      ReadingPage page = pages[point];
      return page == null ? new ReadingPage(0) : page;
    }
  }
}
