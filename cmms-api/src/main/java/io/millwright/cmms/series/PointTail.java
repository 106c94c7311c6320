package io.millwright.cmms.series;

import org.jspecify.annotations.Nullable;

/**
 * The newest readings of a point, to tell by them what is new or has been corrected. In arrays, as
 * there are many points.
 */
final class PointTail {
  /**
   * As many of the newest that were seen are compared: one among them may come late or be
   * corrected.
   */
  static final int COMPARED = 16;

  private final SeriesReader.KnownPoint point;
  private ReadingPage newest = new ReadingPage(0);
  private boolean loaded;
  private @Nullable LiveReadings changes;

  PointTail(SeriesReader.KnownPoint point) {
    this.point = point;
  }

  SeriesReader.KnownPoint point() {
    return point;
  }

  /** Whether it knows what there is already. */
  boolean isLoaded() {
    return loaded;
  }

  /** The oldest time that is compared, in microseconds since 1970; 0 = all, as there is none. */
  long comparedFrom() {
    return newest.size() == 0 ? 0 : newest.time(0);
  }

  /** The newest time, in microseconds since 1970; -1 = there is none. */
  long reached() {
    return newest.size() == 0 ? -1 : newest.time(newest.size() - 1);
  }

  /** What the last look found, or null. */
  @Nullable LiveReadings changes() {
    return changes;
  }

  void forgetChanges() {
    changes = null;
  }

  /** Takes the newest reading, if there is one, as what there is. */
  void load(ReadingPage page) {
    keep(page);
    loaded = true;
  }

  /** After too much to send: the newest must be loaded anew. */
  void skip() {
    loaded = false;
    changes = LiveReadings.skipped(point);
  }

  /**
   * Takes all readings from {@link #comparedFrom} on, in the order of time; those that are new or
   * other than before are the changes.
   */
  void compare(ReadingPage page) {
    ReadingPage changed = new ReadingPage(page.size());
    int known = 0;
    for (int i = 0; i < page.size(); i++) {
      while (known < newest.size() && newest.time(known) < page.time(i)) {
        known++;
      }
      boolean same =
          known < newest.size()
              && newest.time(known) == page.time(i)
              && Double.compare(newest.value(known), page.value(i)) == 0
              && newest.quality(known) == page.quality(i);
      if (!same) {
        changed.add(page.time(i), page.value(i), page.quality(i));
      }
    }
    changes = changed.size() == 0 ? null : LiveReadings.of(point, changed);
    keep(page);
  }

  private void keep(ReadingPage page) {
    int size = Math.min(COMPARED, page.size());
    ReadingPage kept = new ReadingPage(size);
    for (int i = page.size() - size; i < page.size(); i++) {
      kept.add(page.time(i), page.value(i), page.quality(i));
    }
    newest = kept;
  }
}
