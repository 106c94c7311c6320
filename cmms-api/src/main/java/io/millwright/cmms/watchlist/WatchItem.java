package io.millwright.cmms.watchlist;

import io.millwright.cmms.workorder.RaisedAdvisory;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An episode that waits for a crew, or has waited, as it is stored.
 *
 * @param advisoryId of the advisory that opened it
 * @param raisedAt event time of that one
 * @param latestAt event time of the newest
 * @param dueBy the earliest that an advisory has said
 */
record WatchItem(
    UUID id,
    String advisoryId,
    String assetTag,
    String failureMode,
    String title,
    State state,
    int priority,
    Instant dueBy,
    Instant raisedAt,
    Instant latestAt,
    Risk risk,
    @Nullable Double remainingLifeHours,
    long version) {

  enum State {
    WAITING,
    RELEASED,
    DISMISSED
  }

  static WatchItem of(UUID id, RaisedAdvisory advisory, Risk risk) {
    return new WatchItem(
        id,
        advisory.id(),
        advisory.assetTag(),
        advisory.failureMode(),
        advisory.title(),
        State.WAITING,
        advisory.priority(),
        advisory.dueBy(),
        advisory.raisedAt(),
        advisory.raisedAt(),
        risk,
        advisory.reason().prognosis().remainingLifeHours(),
        1);
  }

  /** With a further advisory of its episode, which can make it more urgent, never less. */
  WatchItem with(RaisedAdvisory further) {
    Double life = further.reason().prognosis().remainingLifeHours();
    return new WatchItem(
        id,
        advisoryId,
        assetTag,
        failureMode,
        title,
        state,
        Math.min(priority, further.priority()),
        further.dueBy().isBefore(dueBy) ? further.dueBy() : dueBy,
        raisedAt,
        further.raisedAt().isAfter(latestAt) ? further.raisedAt() : latestAt,
        risk.updated(Risk.of(further, risk.criticality())),
        life == null ? remainingLifeHours : life,
        version);
  }

  Candidate candidate(Instant machineNow) {
    return new Candidate(id, advisoryId, risk.value(), priority, dueBy, raisedAt, machineNow);
  }
}
