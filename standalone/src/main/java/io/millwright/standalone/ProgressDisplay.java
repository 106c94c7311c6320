package io.millwright.standalone;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** A line that is written over on a terminal, and now and then written anew anywhere else. */
public final class ProgressDisplay {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final int columns;
  private int lastWidth;
  private long lastLineNanos;
  private String pending = "";

  /** On a terminal when the launcher, which can tell, says how wide it is. */
  public ProgressDisplay(PrintWriter out) {
    this(out, Integer.getInteger("millwright.terminal", 0));
  }

  /**
   * @param columns of the terminal; 0 = it is none
   */
  ProgressDisplay(PrintWriter out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  /** Says something that stays. */
  public synchronized void say(String line) {
    erase();
    out.println(line);
    out.flush();
  }

  /** Shows how far something is; the next call replaces it. */
  public synchronized void show(String line) {
    if (columns > 0) {
      // A line that wraps could not be written over.
      String shown = line.substring(0, Math.min(line.length(), Math.max(1, columns - 1)));
      out.print("\r" + shown + " ".repeat(Math.max(0, lastWidth - shown.length())));
      lastWidth = shown.length();
      out.flush();
      return;
    }
    pending = line;
    long now = System.nanoTime();
    if (lastLineNanos == 0 || now - lastLineNanos >= BETWEEN_LINES.toNanos()) {
      lastLineNanos = now;
      pending = "";
      out.println(line);
      out.flush();
    }
  }

  /** Keeps the last line that was shown. */
  public synchronized void keep() {
    if (columns > 0 && lastWidth > 0) {
      out.println();
      lastWidth = 0;
    } else if (!pending.isEmpty()) {
      out.println(pending);
      pending = "";
    }
    lastLineNanos = 0;
    out.flush();
  }

  private void erase() {
    if (columns > 0 && lastWidth > 0) {
      out.print("\r" + " ".repeat(lastWidth) + "\r");
      lastWidth = 0;
    }
  }

  /** A bar of 10 places for a share of 0 to 1. */
  public static String bar(double share) {
    int full = (int) Math.round(Math.max(0, Math.min(1, share)) * 10);
    return "["
        + "#".repeat(full)
        + ".".repeat(10 - full)
        + "] "
        + String.format(Locale.ROOT, "%3.0f %%", share * 100);
  }
}
