package io.millwright.cmms.access;

/** What a person may do. Each endpoint names the one it needs with {@link RequiresPermission}. */
public enum Permission {
  READ,
  ASSET_WRITE,
  /** Register devices, give them credentials and grants, and see who knocked in vain. */
  DEVICE_WRITE,
  WORK_ORDER_CREATE,
  /** Say how much condition-based work a crew can take on. */
  CREW_BUDGET,
  /** Release what waits for a crew, or dismiss it. */
  WORK_RELEASE,
  /** Give a work order to anyone. */
  WORK_ORDER_ASSIGN,
  /** Take a work order oneself, start it, complete it, hand it back. */
  WORK_ORDER_WORK,
  /** Accept completed work or send it back. */
  WORK_ORDER_VERIFY,
  WORK_ORDER_CLOSE,
  WORK_ORDER_CANCEL,
  /** Say that one has seen an alarm. */
  ALARM_ACKNOWLEDGE,
  /** Shelve alarms, take them out of service, declare maintenance of an asset. */
  ALARM_SUPPRESS,
  /** Say how long time series are kept. */
  RETENTION,
  PLAN_RELEASE,
  MODEL_RELEASE
}
