package io.millwright.gateway.intake;

import io.millwright.gateway.reading.Rejection;

/** What the intake makes of an arrival: the arrival as it may be kept, or why it may not. */
sealed interface Judged permits Arrival, Judged.Refused {
  record Refused(Rejection rejection) implements Judged {}
}
