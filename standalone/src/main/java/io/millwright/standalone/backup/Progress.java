package io.millwright.standalone.backup;

import io.millwright.standalone.ProgressDisplay;
import java.util.Locale;

/** How far a copy is, of about so many. */
final class Progress {
  private static final int STEP = 1 << 12;

  private final ProgressDisplay display;
  private final String what;
  private final String unit;
  private final long estimate;
  private final long beginNanos = System.nanoTime();
  private long before;
  private long current;
  private long said;

  Progress(ProgressDisplay display, String what, String unit, long estimate) {
    this.display = display;
    this.what = what;
    this.unit = unit;
    this.estimate = estimate;
  }

  /** So many of the current part are done. */
  void shown(long done) {
    current = done;
    if (before + current - said >= STEP) {
      show();
    }
  }

  void next() {
    exactly(current);
  }

  /** The current part is done, and had so many. */
  void exactly(long done) {
    before += done;
    current = 0;
    show();
  }

  private void show() {
    said = before + current;
    double seconds = Math.max(1e-3, (System.nanoTime() - beginNanos) / 1e9);
    double share = estimate <= 0 ? 0 : Math.min(1, said / (double) Math.max(said, estimate));
    display.show(
        String.format(
            Locale.ROOT,
            "%-9s %s %,d %s, %,.0f a second",
            what,
            ProgressDisplay.bar(share),
            said,
            unit,
            said / seconds));
  }
}
