package io.millwright.cmms.device;

/** Whether gateways let a device in. */
public enum DeviceState {
  ACTIVE,
  /** Refused at the door, and its open connections are closed. */
  SUSPENDED
}
