package io.millwright.gateway.reading;

import java.util.HashMap;
import java.util.Map;

/**
 * Symbols of the SenML units registry (RFC 8428 section 12.1, RFC 8798) that UCUM writes otherwise.
 * All others are the same in both, or have no unit of UCUM.
 */
final class SenmlUnits {
  private static final Map<String, String> UCUM = new HashMap<>();

  static {
    // Ratios
    UCUM.put("/", "1");
    UCUM.put("count", "1");
    UCUM.put("%RH", "%");
    UCUM.put("%EL", "%");
    UCUM.put("/100", "%");
    UCUM.put("/1000", "[ppth]");
    UCUM.put("ppm", "[ppm]");
    UCUM.put("ppb", "[ppb]");
    // Rates
    UCUM.put("beat/min", "/min");
    UCUM.put("beats", "1");
    UCUM.put("event/s", "/s");
    UCUM.put("event/min", "/min");
    UCUM.put("1/s", "/s");
    UCUM.put("1/min", "/min");
    UCUM.put("packet/s", "/s");
    // Electricity and energy
    UCUM.put("VA", "V.A");
    UCUM.put("kVA", "kV.A");
    UCUM.put("VAh", "V.A.h");
    UCUM.put("kVAh", "kV.A.h");
    UCUM.put("Ah", "A.h");
    UCUM.put("Wh", "W.h");
    UCUM.put("kWh", "kW.h");
    UCUM.put("Vs", "V.s");
    UCUM.put("As", "A.s");
    UCUM.put("Ws", "W.s");
    // Volumes and other scales
    UCUM.put("l", "L");
    UCUM.put("l/s", "L/s");
    UCUM.put("g/l", "g/L");
    UCUM.put("pH", "[pH]");
    UCUM.put("Byte", "By");
    UCUM.put("B", "By");
    UCUM.put("KiB", "KiBy");
    UCUM.put("GB", "GBy");
  }

  private SenmlUnits() {}

  static String ucum(String symbol) {
    return UCUM.getOrDefault(symbol, symbol);
  }
}
