package io.millwright.gateway.device;

/** Whether a device may come in. */
public sealed interface Admission {
  record Admitted(Sender sender) implements Admission {}

  /**
   * May not.
   *
   * @param reason for the log; what the device is told must not help to guess
   */
  record Refused(Why why, String reason) implements Admission {}

  /** The classes that a protocol tells apart. */
  enum Why {
    BAD_CREDENTIALS,
    /** Known, but suspended, or not over this protocol. */
    NOT_AUTHORIZED,
    /** Too many tries. */
    TRY_LATER,
    /** Nobody can tell now; it is no fault of who asks. */
    UNDECIDED
  }
}
