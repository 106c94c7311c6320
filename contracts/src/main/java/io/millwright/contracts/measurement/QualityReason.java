package io.millwright.contracts.measurement;

/** Why a reading has its {@link Quality}. */
public enum QualityReason {
  /** Nobody said. */
  NONE(0),
  /** BAD: outside the physical range of its point, so the sensor or its wiring is broken. */
  OUT_OF_RANGE(1),
  /** UNCERTAIN: the source's clock was never set; its time is the time of receipt. */
  CLOCK_NOT_SET(2),
  /** UNCERTAIN: the source's clock is ahead; its time is the time of receipt. */
  CLOCK_AHEAD(3);

  private static final QualityReason[] BY_CODE = values();

  private final int code;

  QualityReason(int code) {
    this.code = code;
  }

  /** What it is on the wire, 0 to 127. */
  public int code() {
    return code;
  }

  /** The reason with that code; one that a later version defined counts as {@link #NONE}. */
  public static QualityReason ofCode(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : NONE;
  }
}
