package io.millwright.models.advisory;

import io.millwright.models.advisory.Condition.Verdict;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Where one rule stands on one asset.
 *
 * <pre>
 *   quiet --condition holds--> building --persistence--> OPEN --clear for long enough--> quiet
 *     ^                           |                       |
 *     +------ interrupted --------+     work order done --+--> quiet
 *   shelved, or a work order of the failure mode open: building never opens
 * </pre>
 */
public final class Episode {
  /** Nothing is shelved. */
  private static final long NEVER = Long.MIN_VALUE;

  private boolean open;
  private int held;
  private int clear;
  private long startMicros;
  private long shelvedUntilMicros = NEVER;

  /**
   * Takes one evaluated scan.
   *
   * @param workOrderOpen a work order of the failure mode is open: nothing is raised
   * @return true = the condition has now held long enough, and an advisory is to be raised
   */
  public boolean evaluate(
      AdvisoryRule rule, long timeMicros, Assessment assessment, boolean workOrderOpen) {
    Verdict verdict = rule.judge(assessment);
    if (verdict == Verdict.UNKNOWN) {
      return false;
    }
    if (open) {
      clear = verdict == Verdict.CLEAR ? Math.min(clear + 1, rule.clearScans()) : 0;
      if (clear >= rule.clearScans()) {
        end();
      }
      return false;
    }
    if (verdict != Verdict.HOLDS) {
      held = 0;
      return false;
    }
    if (held == 0) {
      startMicros = timeMicros;
    }
    held = Math.min(held + 1, rule.persistenceScans());
    if (held < rule.persistenceScans() || workOrderOpen || timeMicros < shelvedUntilMicros) {
      return false;
    }
    open = true;
    clear = 0;
    return true;
  }

  /** The work is done, or the condition has gone: it must hold anew for another advisory. */
  void end() {
    open = false;
    held = 0;
    clear = 0;
  }

  /** Ends it, and raises nothing until then. */
  void shelve(long untilMicros) {
    end();
    shelvedUntilMicros = Math.max(shelvedUntilMicros, untilMicros);
  }

  public boolean isOpen() {
    return open;
  }

  /** Event time at which the condition of the latest episode began. */
  public long startMicros() {
    return startMicros;
  }

  boolean isQuiet() {
    return !open && held == 0 && shelvedUntilMicros == NEVER;
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(open);
    out.writeInt(held);
    out.writeInt(clear);
    out.writeLong(startMicros);
    out.writeLong(shelvedUntilMicros);
  }

  static Episode read(DataInput in) throws IOException {
    Episode episode = new Episode();
    episode.open = in.readBoolean();
    episode.held = in.readInt();
    episode.clear = in.readInt();
    episode.startMicros = in.readLong();
    episode.shelvedUntilMicros = in.readLong();
    return episode;
  }
}
