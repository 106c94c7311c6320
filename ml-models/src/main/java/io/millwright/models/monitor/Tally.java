package io.millwright.models.monitor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Counts what becomes of the readings of one asset: {@link IntakeCounts} while they grow. */
final class Tally {
  long used;
  long unknownPoint;
  long notUsable;
  long outOfRange;
  long late;
  long ahead;

  IntakeCounts counts() {
    return new IntakeCounts(used, unknownPoint, notUsable, outOfRange, late, ahead);
  }

  void copy(Tally before) {
    used = before.used;
    unknownPoint = before.unknownPoint;
    notUsable = before.notUsable;
    outOfRange = before.outOfRange;
    late = before.late;
    ahead = before.ahead;
  }

  void write(DataOutput out) throws IOException {
    for (long each : new long[] {used, unknownPoint, notUsable, outOfRange, late, ahead}) {
      out.writeLong(each);
    }
  }

  void read(DataInput in) throws IOException {
    used = in.readLong();
    unknownPoint = in.readLong();
    notUsable = in.readLong();
    outOfRange = in.readLong();
    late = in.readLong();
    ahead = in.readLong();
  }
}
