package io.millwright.models.alarm;

/**
 * What a person does about alarms.
 *
 * @param id unique: a repetition changes nothing
 * @param timeMicros event time from which it holds
 * @param detector its name; empty = all of the asset
 * @param untilMicros when it ends by itself; looked at by {@link Kind#SHELVE} and {@link
 *     Kind#MAINTENANCE_BEGIN}
 * @param reason may be empty but for shelving and out of service
 * @param by who, as the CMMS knows them
 */
public record AlarmCommand(
    String id,
    long timeMicros,
    Kind kind,
    String detector,
    long untilMicros,
    String reason,
    String by) {
  public AlarmCommand {
    boolean needsReason = kind == Kind.SHELVE || kind == Kind.OUT_OF_SERVICE;
    if (needsReason && reason.isBlank()) {
      throw new IllegalArgumentException(kind + " needs a reason");
    }
    if ((kind == Kind.SHELVE || kind == Kind.MAINTENANCE_BEGIN) && untilMicros <= timeMicros) {
      throw new IllegalArgumentException(kind + " needs an end behind its beginning");
    }
  }

  /** What is done. */
  public enum Kind {
    ACKNOWLEDGE,
    /** For a time, with a reason. */
    SHELVE,
    UNSHELVE,
    /** Until it is put back, with a reason. */
    OUT_OF_SERVICE,
    IN_SERVICE,
    /** People work on the asset: all of its alarms are suppressed. */
    MAINTENANCE_BEGIN,
    MAINTENANCE_END
  }
}
