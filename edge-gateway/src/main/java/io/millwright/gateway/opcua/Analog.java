package io.millwright.gateway.opcua;

import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of an analog item (OPC 10000-8, 5.3.2).
 *
 * @param unit null = it states none
 * @param range values of normal operation; null = it states none
 */
record Analog(@Nullable EUInformation unit, @Nullable Range range) {
  static final Analog UNSTATED = new Analog(null, null);

  /** Whether a deadband in percent has something to be a part of. */
  boolean hasSpan() {
    return range != null
        && range.getLow() != null
        && range.getHigh() != null
        && range.getHigh() > range.getLow();
  }
}
