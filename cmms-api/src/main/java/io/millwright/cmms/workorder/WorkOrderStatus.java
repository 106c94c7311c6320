package io.millwright.cmms.workorder;

/** Where a work order is in its life: see {@link LifeCycle}. */
public enum WorkOrderStatus {
  NEW,
  ASSIGNED,
  IN_PROGRESS,
  COMPLETED,
  VERIFIED,
  CLOSED,
  CANCELLED;

  /** Whether further evidence for the same failure mode goes to this order. */
  boolean open() {
    return this != CLOSED && this != CANCELLED;
  }
}
