package io.millwright.models.detection;

/** The condition of a measurement point or an asset, worst last. */
public enum State {
  UNKNOWN,
  NORMAL,
  ALERT,
  ALARM
}
