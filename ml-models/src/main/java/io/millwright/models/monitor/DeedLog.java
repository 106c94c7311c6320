package io.millwright.models.monitor;

import io.millwright.models.alarm.AlarmCommand;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What people did, where it waits for event time to reach it, and the latest that was taken, so
 * that a repetition changes nothing.
 */
final class DeedLog<T> {
  /** More do not wait: the earliest is then taken at once. */
  private static final int MOST_WAITING = 1_000;

  private static final int REMEMBERED = 64;

  private final Form<T> form;
  private final TreeSet<T> waiting;
  private final Deque<T> taken = new ArrayDeque<>();

  /** What is logged. */
  interface Form<T> {
    long timeMicros(T deed);

    /** By time first; 0 only for equal ones. */
    Comparator<T> order();

    void write(T deed, DataOutput out) throws IOException;

    T read(DataInput in) throws IOException;
  }

  DeedLog(Form<T> form) {
    this.form = form;
    this.waiting = new TreeSet<>(form.order());
  }

  /** Takes a deed in; false = it was there before. */
  boolean add(T deed) {
    return !taken.contains(deed) && waiting.add(deed);
  }

  /** The earliest that took effect by then, or null; it is then remembered as taken. */
  @Nullable T next(long byMicros) {
    if (waiting.isEmpty()
        || (form.timeMicros(waiting.first()) > byMicros && waiting.size() <= MOST_WAITING)) {
      return null;
    }
    T next = waiting.first();
    waiting.remove(next);
    taken.addLast(next);
    if (taken.size() > REMEMBERED) {
      taken.removeFirst();
    }
    return next;
  }

  void inherit(DeedLog<T> before) {
    waiting.addAll(before.waiting);
    taken.addAll(before.taken);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(waiting.size());
    for (T each : waiting) {
      form.write(each, out);
    }
    out.writeInt(taken.size());
    for (T each : taken) {
      form.write(each, out);
    }
  }

  void read(DataInput in) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      waiting.add(form.read(in));
    }
    for (int i = in.readInt(); i > 0; i--) {
      taken.add(form.read(in));
    }
  }

  /** Records of maintenance. */
  static final Form<MaintenanceRecord> MAINTENANCE =
      new Form<>() {
        @Override
        public long timeMicros(MaintenanceRecord deed) {
          return deed.timeMicros();
        }

        @Override
        public Comparator<MaintenanceRecord> order() {
          return Comparator.comparingLong(MaintenanceRecord::timeMicros)
              .thenComparing(MaintenanceRecord::kind)
              .thenComparing(MaintenanceRecord::failureMode)
              .thenComparing(MaintenanceRecord::rule)
              .thenComparing(MaintenanceRecord::componentReplaced);
        }

        @Override
        public void write(MaintenanceRecord deed, DataOutput out) throws IOException {
          out.writeLong(deed.timeMicros());
          out.writeUTF(deed.failureMode());
          out.writeUTF(deed.rule());
          out.writeUTF(deed.kind().name());
          out.writeBoolean(deed.componentReplaced());
        }

        @Override
        public MaintenanceRecord read(DataInput in) throws IOException {
          return new MaintenanceRecord(
              in.readLong(),
              in.readUTF(),
              in.readUTF(),
              MaintenanceRecord.Kind.valueOf(in.readUTF()),
              in.readBoolean());
        }
      };

  /** What people do about alarms. */
  static final Form<AlarmCommand> ALARMS =
      new Form<>() {
        @Override
        public long timeMicros(AlarmCommand deed) {
          return deed.timeMicros();
        }

        @Override
        public Comparator<AlarmCommand> order() {
          return Comparator.comparingLong(AlarmCommand::timeMicros)
              .thenComparing(AlarmCommand::kind)
              .thenComparing(AlarmCommand::id);
        }

        @Override
        public void write(AlarmCommand deed, DataOutput out) throws IOException {
          out.writeUTF(deed.id());
          out.writeLong(deed.timeMicros());
          out.writeUTF(deed.kind().name());
          out.writeUTF(deed.detector());
          out.writeLong(deed.untilMicros());
          out.writeUTF(deed.reason());
          out.writeUTF(deed.by());
        }

        @Override
        public AlarmCommand read(DataInput in) throws IOException {
          return new AlarmCommand(
              in.readUTF(),
              in.readLong(),
              AlarmCommand.Kind.valueOf(in.readUTF()),
              in.readUTF(),
              in.readLong(),
              in.readUTF(),
              in.readUTF());
        }
      };
}
