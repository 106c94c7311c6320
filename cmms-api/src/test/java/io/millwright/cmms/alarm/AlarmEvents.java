package io.millwright.cmms.alarm;

import io.millwright.cmms.testing.TestCmms;
import io.millwright.contracts.wire.AlarmEvent;
import io.millwright.contracts.wire.AlarmEvent.AlarmState;
import io.millwright.contracts.wire.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Changes of alarms as the stream processors write them. */
public final class AlarmEvents {
  private AlarmEvents() {}

  /** An alarm of the vibration of an asset of {@code acme}. */
  public static AlarmEvent.Builder event(
      String asset, String detector, Instant at, AlarmState state) {
    boolean active =
        state == AlarmState.ACTIVE_UNACKNOWLEDGED || state == AlarmState.ACTIVE_ACKNOWLEDGED;
    return AlarmEvent.newBuilder()
        .setTenant("acme")
        .setAsset(asset)
        .setDetector(detector)
        .setPoint("velocity")
        .setTimeMicros(ChronoUnit.MICROS.between(Instant.EPOCH, at))
        .setState(state)
        .setPrevious(AlarmState.NORMAL)
        .setDetected(active ? State.STATE_ALERT : State.STATE_NORMAL)
        .setAnnunciated(state == AlarmState.ACTIVE_UNACKNOWLEDGED)
        .setPriority(3)
        .setValue(active ? 5.25 : 3.5)
        .setLimit(4.5)
        .setUnit("mm/s")
        .setPlanId("pump")
        .setPlanVersion(2);
  }

  /** Hands a change to a running API past Kafka, for tests of what comes after. */
  public static void take(TestCmms cmms, AlarmEvent.Builder event) {
    cmms.bean(AlarmIntake.class).take(event.build());
  }
}
