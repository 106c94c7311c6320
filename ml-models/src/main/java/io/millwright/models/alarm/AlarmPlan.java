package io.millwright.models.alarm;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What holds alarms back by design.
 *
 * @param whileOff whether alarms are suppressed while the machine is off
 * @param withWorkOrder whether those of a failure mode's symptoms are, while a work order of it is
 *     open
 * @param mostAnnounced an alarm announced so often within {@code announcedScans} chatters, and is
 *     suppressed until it does less; 1 or more
 * @param announcedScans 1 to 64
 * @param longestShelving a longer one ends after that
 * @param failureModes for each detector the failure modes that it is a symptom of
 */
public record AlarmPlan(
    boolean whileOff,
    boolean withWorkOrder,
    int mostAnnounced,
    int announcedScans,
    Duration longestShelving,
    List<Set<String>> failureModes) {
  public AlarmPlan {
    failureModes = List.copyOf(failureModes);
    if (mostAnnounced < 1 || announcedScans < 1 || announcedScans > Long.SIZE) {
      throw new IllegalArgumentException(
          mostAnnounced + " announcements in " + announcedScans + " scans: 1 to 64 scans");
    }
  }
}
