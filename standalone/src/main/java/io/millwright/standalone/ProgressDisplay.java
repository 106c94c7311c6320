package io.millwright.standalone;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** A line that is written over on a terminal, and now and then written anew anywhere else. */
public final class ProgressDisplay {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final boolean terminal;
  private int lastWidth;
  private long lastLineNanos;
  private String pending = "";

  /** On a terminal when the launcher, which can tell, says so. */
  public ProgressDisplay(PrintWriter out) {
    this(out, Boolean.getBoolean("millwright.terminal"));
  }

  ProgressDisplay(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Says something that stays. */
  public synchronized void say(String line) {
    erase();
    out.println(line);
    out.flush();
  }

  /** Shows how far something is; the next call replaces it. */
  public synchronized void show(String line) {
    if (terminal) {
      String shown = line.length() > 118 ? line.substring(0, 118) : line;
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
    if (terminal && lastWidth > 0) {
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
    if (terminal && lastWidth > 0) {
      out.print("\r" + " ".repeat(lastWidth) + "\r");
      lastWidth = 0;
    }
  }

  /** A bar of 20 places for a share of 0 to 1. */
  public static String bar(double share) {
    int full = (int) Math.round(Math.max(0, Math.min(1, share)) * 20);
    return "["
        + "#".repeat(full)
        + ".".repeat(20 - full)
        + "] "
        + String.format(Locale.ROOT, "%3.0f %%", share * 100);
  }
}
