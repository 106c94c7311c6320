package io.millwright.gateway.sparkplug;

/** Why a metric is no reading. */
enum Skipped {
  NULL,
  TRANSIENT,
  /** Text is no reading; which metrics are text is in the event of their birth. */
  TEXT,
  /** A file, a data set, an array, a date, a control. */
  NOT_NUMERIC,
  NOT_FINITE,
  /** Its unit cannot be converted to that of its point. */
  UNIT
}
