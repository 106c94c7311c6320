package io.millwright.models.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How often a level has been reached of late, in scans with a number. */
final class LevelRun {
  /** In a row until now; one of both is 0. */
  private int beyond;

  private int behind;

  /** The last 64, the newest lowest: 1 = beyond. */
  private long latest;

  void add(boolean isBeyond) {
    beyond = isBeyond ? Math.min(beyond + 1, Integer.MAX_VALUE - 1) : 0;
    behind = isBeyond ? 0 : Math.min(behind + 1, Integer.MAX_VALUE - 1);
    latest = latest << 1 | (isBeyond ? 1 : 0);
  }

  boolean sets(Timing timing) {
    if (!timing.votes()) {
      return beyond >= timing.scans();
    }
    long voters = latest & -1L >>> Long.SIZE - timing.of();
    return beyond > 0 && Long.bitCount(voters) >= timing.scans();
  }

  boolean clears(Timing timing) {
    return behind >= timing.clearScans();
  }

  void clear() {
    beyond = 0;
    behind = 0;
    latest = 0;
  }

  void copy(LevelRun other) {
    beyond = other.beyond;
    behind = other.behind;
    latest = other.latest;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(beyond);
    out.writeInt(behind);
    out.writeLong(latest);
  }

  void read(DataInput in) throws IOException {
    beyond = in.readInt();
    behind = in.readInt();
    latest = in.readLong();
  }

  /** From how long a candidate for the next state had been seen. */
  void readVersion2(boolean isBeyond, boolean wasBeyond, int scans) {
    clear();
    if (isBeyond && !wasBeyond) {
      beyond = scans;
      latest = scans >= Long.SIZE ? -1L : (1L << scans) - 1;
    } else if (!isBeyond && wasBeyond) {
      behind = scans;
    }
  }
}
