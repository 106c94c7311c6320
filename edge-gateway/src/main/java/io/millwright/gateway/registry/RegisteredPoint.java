package io.millwright.gateway.registry;

import io.millwright.contracts.wire.PointRegistration;

/**
 * A measurement point as the registry knows it.
 *
 * @param unit canonical UCUM unit; "" = not known
 * @param sourceUnit UCUM unit of values whose message states none; "" = the canonical one
 * @param low lowest value that is physically possible, in the canonical unit; negative infinity =
 *     no bound
 * @param high highest; positive infinity = no bound
 * @param lowPriority whether its readings may be dropped first
 */
public record RegisteredPoint(
    String name, String unit, String sourceUnit, double low, double high, boolean lowPriority) {

  static RegisteredPoint of(PointRegistration point) {
    return new RegisteredPoint(
        point.getName(),
        point.getUnit(),
        point.getSourceUnit(),
        point.hasPhysicalLow() ? point.getPhysicalLow() : Double.NEGATIVE_INFINITY,
        point.hasPhysicalHigh() ? point.getPhysicalHigh() : Double.POSITIVE_INFINITY,
        point.getLowPriority());
  }
}
