package io.millwright.models.monitor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Maintenance records that wait for event time to reach them, and the latest that were taken, so
 * that a repeated one changes nothing.
 */
final class MaintenanceLog {
  /** More do not wait: the earliest is then taken at once. */
  private static final int MOST_WAITING = 1_000;

  private static final int REMEMBERED = 64;

  private static final Comparator<MaintenanceRecord> BY_TIME =
      Comparator.comparingLong(MaintenanceRecord::timeMicros)
          .thenComparing(MaintenanceRecord::kind)
          .thenComparing(MaintenanceRecord::failureMode)
          .thenComparing(MaintenanceRecord::rule)
          .thenComparing(MaintenanceRecord::componentReplaced);

  private final TreeSet<MaintenanceRecord> waiting = new TreeSet<>(BY_TIME);
  private final Deque<MaintenanceRecord> taken = new ArrayDeque<>();

  /** Takes a record in; false = it was there before. */
  boolean add(MaintenanceRecord maintenance) {
    return !taken.contains(maintenance) && waiting.add(maintenance);
  }

  /** The earliest record that took effect by then, or null; it is then remembered as taken. */
  @Nullable MaintenanceRecord next(long byMicros) {
    if (waiting.isEmpty()
        || (waiting.first().timeMicros() > byMicros && waiting.size() <= MOST_WAITING)) {
      return null;
    }
    MaintenanceRecord next = waiting.first();
    waiting.remove(next);
    taken.addLast(next);
    if (taken.size() > REMEMBERED) {
      taken.removeFirst();
    }
    return next;
  }

  void inherit(MaintenanceLog before) {
    waiting.addAll(before.waiting);
    taken.addAll(before.taken);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(waiting.size());
    for (MaintenanceRecord each : waiting) {
      write(each, out);
    }
    out.writeInt(taken.size());
    for (MaintenanceRecord each : taken) {
      write(each, out);
    }
  }

  void read(DataInput in) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      waiting.add(readRecord(in));
    }
    for (int i = in.readInt(); i > 0; i--) {
      taken.add(readRecord(in));
    }
  }

  private static void write(MaintenanceRecord each, DataOutput out) throws IOException {
    out.writeLong(each.timeMicros());
    out.writeUTF(each.failureMode());
    out.writeUTF(each.rule());
    out.writeUTF(each.kind().name());
    out.writeBoolean(each.componentReplaced());
  }

  private static MaintenanceRecord readRecord(DataInput in) throws IOException {
    return new MaintenanceRecord(
        in.readLong(),
        in.readUTF(),
        in.readUTF(),
        MaintenanceRecord.Kind.valueOf(in.readUTF()),
        in.readBoolean());
  }
}
