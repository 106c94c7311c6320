package io.millwright.models.alarm;

import io.millwright.models.detection.State;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The alarm of one detector.
 *
 * <pre>
 *             set                      acknowledged
 *   NORMAL -------> ACTIVE_UNACK ----------------------> ACTIVE_ACK
 *     ^ ^              |   ^                               |
 *     | |        clear |   | set                     clear |
 *     | |              v   |                               |
 *     | +-------- RETURNED_UNACK                           |
 *     |  acknowledged                                      |
 *     +----------------------------------------------------+
 * </pre>
 *
 * <p>All of this goes on while a person is kept from it; only that nothing is then announced, and
 * what has gone meanwhile waits for nobody.
 */
final class Alarm {
  private static final State[] STATES = State.values();
  private static final AlarmState[] ALARM_STATES = AlarmState.values();

  private AlarmState own = AlarmState.NORMAL;
  private AlarmState shown = AlarmState.NORMAL;

  private AlarmState before = AlarmState.NORMAL;
  private String reason = "";

  /** The level that was announced last. */
  private State announcedLevel = State.NORMAL;

  private State detected = State.UNKNOWN;
  private String by = "";
  private boolean outOfService;
  private String outReason = "";
  private long shelvedUntil = AlarmChange.NO_END;
  private String shelfReason = "";

  /** One bit a scan, the newest lowest: it was announced. */
  private long announced;

  AlarmState shown() {
    return shown;
  }

  State detected() {
    return detected;
  }

  String by() {
    return by;
  }

  long shelvedUntil() {
    return shelvedUntil;
  }

  /** What a person does; what does not fit the alarm's state changes nothing. */
  void command(AlarmCommand command, long longestShelvingMicros) {
    switch (command.kind()) {
      case ACKNOWLEDGE -> acknowledge(command.by());
      case SHELVE -> {
        shelvedUntil =
            Math.min(command.untilMicros(), command.timeMicros() + longestShelvingMicros);
        shelfReason = command.reason();
        by = command.by();
      }
      case UNSHELVE -> shelvedUntil = AlarmChange.NO_END;
      case OUT_OF_SERVICE -> {
        outOfService = true;
        outReason = command.reason();
        by = command.by();
      }
      case IN_SERVICE -> outOfService = false;
      case MAINTENANCE_BEGIN, MAINTENANCE_END ->
          throw new IllegalArgumentException(command.kind() + " is about the asset");
    }
  }

  private void acknowledge(String who) {
    if (own == AlarmState.ACTIVE_UNACKNOWLEDGED) {
      own = AlarmState.ACTIVE_ACKNOWLEDGED;
      by = who;
    } else if (own == AlarmState.RETURNED_UNACKNOWLEDGED) {
      own = AlarmState.NORMAL;
      by = who;
    }
  }

  /** The detector has judged a scan; UNKNOWN neither sets nor clears. */
  void detect(State state) {
    detected = state;
    if (state == State.UNKNOWN) {
      return;
    }
    boolean active =
        own == AlarmState.ACTIVE_UNACKNOWLEDGED || own == AlarmState.ACTIVE_ACKNOWLEDGED;
    if (state.compareTo(State.ALERT) >= 0) {
      // Worse than what a person has acknowledged is a new alarm.
      if (!active || own == AlarmState.ACTIVE_ACKNOWLEDGED && state.compareTo(announcedLevel) > 0) {
        own = AlarmState.ACTIVE_UNACKNOWLEDGED;
        by = "";
      }
    } else if (active) {
      boolean nobodySaw = own == AlarmState.ACTIVE_UNACKNOWLEDGED && !shown.heldBack();
      own = nobodySaw ? AlarmState.RETURNED_UNACKNOWLEDGED : AlarmState.NORMAL;
      announcedLevel = State.NORMAL;
    }
  }

  /**
   * Settles what a person sees after a scan.
   *
   * @param suppression why the plan holds it back; empty = it does not
   * @param plan how often it may be announced
   * @return whether a person sees something else, or is to be told
   */
  boolean settle(long timeMicros, String suppression, AlarmPlan plan) {
    before = shown;
    announced <<= 1;
    if (shelvedUntil != AlarmChange.NO_END && timeMicros >= shelvedUntil) {
      shelvedUntil = AlarmChange.NO_END;
    }
    reason = "";
    if (outOfService) {
      shown = AlarmState.OUT_OF_SERVICE;
      reason = outReason;
    } else if (shelvedUntil != AlarmChange.NO_END) {
      shown = AlarmState.SHELVED;
      reason = shelfReason;
    } else if (!suppression.isEmpty()) {
      shown = AlarmState.SUPPRESSED_BY_DESIGN;
      reason = suppression;
    } else if (isNews() && chatters(plan)) {
      shown = AlarmState.SUPPRESSED_BY_DESIGN;
      reason =
          "it chatters: announced "
              + plan.mostAnnounced()
              + " times within "
              + plan.announcedScans()
              + " scans";
    } else {
      shown = own;
    }
    if (shown == AlarmState.ACTIVE_UNACKNOWLEDGED && isNews()) {
      announced |= 1;
      announcedLevel = detected;
    }
    return shown != before || isAnnounced();
  }

  private boolean chatters(AlarmPlan plan) {
    long recent = announced & -1L >>> Long.SIZE - plan.announcedScans();
    return Long.bitCount(recent) >= plan.mostAnnounced();
  }

  /** What a person saw before the latest scan. */
  AlarmState before() {
    return before;
  }

  /** Whether a person is to be told of the latest scan. */
  boolean isAnnounced() {
    return (announced & 1) != 0;
  }

  /** Why it is held back; empty = it is not. */
  String reason() {
    return reason;
  }

  /** Whether what is active was not announced yet, or not as bad as it is. */
  private boolean isNews() {
    return detected.compareTo(State.ALERT) >= 0 && detected.compareTo(announcedLevel) > 0;
  }

  /** Scans that were not judged. */
  void skip(long scans) {
    announced <<= (int) Math.min(scans, Long.SIZE - 1);
  }

  void copy(Alarm other) {
    own = other.own;
    shown = other.shown;
    announcedLevel = other.announcedLevel;
    detected = other.detected;
    by = other.by;
    outOfService = other.outOfService;
    outReason = other.outReason;
    shelvedUntil = other.shelvedUntil;
    shelfReason = other.shelfReason;
    announced = other.announced;
  }

  void write(DataOutput out) throws IOException {
    out.writeByte(own.ordinal());
    out.writeByte(shown.ordinal());
    out.writeByte(announcedLevel.ordinal());
    out.writeByte(detected.ordinal());
    out.writeUTF(by);
    out.writeBoolean(outOfService);
    out.writeUTF(outReason);
    out.writeLong(shelvedUntil);
    out.writeUTF(shelfReason);
    out.writeLong(announced);
  }

  void read(DataInput in) throws IOException {
    own = of(ALARM_STATES, in.readByte());
    shown = of(ALARM_STATES, in.readByte());
    announcedLevel = of(STATES, in.readByte());
    detected = of(STATES, in.readByte());
    by = in.readUTF();
    outOfService = in.readBoolean();
    outReason = in.readUTF();
    shelvedUntil = in.readLong();
    shelfReason = in.readUTF();
    announced = in.readLong();
  }

  private static <T> T of(T[] all, int place) throws IOException {
    if (place < 0 || place >= all.length) {
      throw new IOException("state " + place + " of an alarm is unknown");
    }
    return all[place];
  }
}
