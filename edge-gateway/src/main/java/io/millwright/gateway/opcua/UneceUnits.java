package io.millwright.gateway.opcua;

import io.millwright.gateway.quality.StatedUnits;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.jspecify.annotations.Nullable;

/**
 * Units as OPC UA writes them: the characters of a UN/CEFACT Common Code (UNECE Recommendation 20)
 * as a number (OPC 10000-8, 5.6.3.3).
 */
final class UneceUnits {
  private static final String NAMESPACE = "http://www.opcfoundation.org/UA/units/un/cefact";

  /** UCUM by common code, of what machines are measured in. */
  private static final Map<String, String> UCUM = new HashMap<>();

  static {
    // Temperature, ratios, angles
    UCUM.put("CEL", "Cel");
    UCUM.put("FAH", "[degF]");
    UCUM.put("KEL", "K");
    UCUM.put("P1", "%");
    UCUM.put("C62", "1");
    UCUM.put("59", "[ppm]");
    UCUM.put("2N", "dB");
    UCUM.put("Q30", "[pH]");
    UCUM.put("DD", "deg");
    UCUM.put("C81", "rad");
    // Length, area, volume, mass
    UCUM.put("KMT", "km");
    UCUM.put("MTR", "m");
    UCUM.put("CMT", "cm");
    UCUM.put("MMT", "mm");
    UCUM.put("4H", "um");
    UCUM.put("INH", "[in_i]");
    UCUM.put("FOT", "[ft_i]");
    UCUM.put("MTK", "m2");
    UCUM.put("MTQ", "m3");
    UCUM.put("LTR", "L");
    UCUM.put("MLT", "mL");
    UCUM.put("GLL", "[gal_us]");
    UCUM.put("TNE", "t");
    UCUM.put("KGM", "kg");
    UCUM.put("GRM", "g");
    UCUM.put("LBR", "[lb_av]");
    // Time, speed, rotation, vibration
    UCUM.put("DAY", "d");
    UCUM.put("HUR", "h");
    UCUM.put("MIN", "min");
    UCUM.put("SEC", "s");
    UCUM.put("C26", "ms");
    UCUM.put("KMH", "km/h");
    UCUM.put("MTS", "m/s");
    UCUM.put("C16", "mm/s");
    UCUM.put("MSK", "m/s2");
    UCUM.put("RPM", "/min");
    UCUM.put("RPS", "/s");
    UCUM.put("HTZ", "Hz");
    UCUM.put("KHZ", "kHz");
    UCUM.put("MHZ", "MHz");
    // Flow
    UCUM.put("MQH", "m3/h");
    UCUM.put("MQS", "m3/s");
    UCUM.put("L2", "L/min");
    UCUM.put("G51", "L/s");
    UCUM.put("G2", "[gal_us]/min");
    UCUM.put("KGS", "kg/s");
    UCUM.put("E93", "kg/h");
    // Force, pressure, energy, power
    UCUM.put("NEW", "N");
    UCUM.put("B47", "kN");
    UCUM.put("NU", "N.m");
    UCUM.put("PAL", "Pa");
    UCUM.put("KPA", "kPa");
    UCUM.put("MPA", "MPa");
    UCUM.put("BAR", "bar");
    UCUM.put("MBR", "mbar");
    UCUM.put("PS", "[psi]");
    UCUM.put("JOU", "J");
    UCUM.put("KJO", "kJ");
    UCUM.put("WHR", "W.h");
    UCUM.put("KWH", "kW.h");
    UCUM.put("WTT", "W");
    UCUM.put("KWT", "kW");
    UCUM.put("MAW", "MW");
    // Electricity
    UCUM.put("AMP", "A");
    UCUM.put("4K", "mA");
    UCUM.put("B84", "uA");
    UCUM.put("VLT", "V");
    UCUM.put("2Z", "mV");
    UCUM.put("KVT", "kV");
    UCUM.put("OHM", "Ohm");
    UCUM.put("D46", "V.A");
    UCUM.put("KVA", "kV.A");
  }

  private UneceUnits() {}

  /** In UCUM, by its code or else by its name; null = nobody knows what it means. */
  static @Nullable String ucum(EUInformation unit, StatedUnits units) {
    Integer id = unit.getUnitId();
    String known =
        NAMESPACE.equals(unit.getNamespaceUri()) && id != null ? UCUM.get(code(id)) : null;
    return known != null ? known : units.understood(shown(unit));
  }

  /** As people read it. */
  static String shown(EUInformation unit) {
    String name = unit.getDisplayName() == null ? null : unit.getDisplayName().getText();
    return name == null ? "" : name;
  }

  private static String code(int id) {
    StringBuilder code = new StringBuilder(3);
    for (int shift = 24; shift >= 0; shift -= 8) {
      int character = id >>> shift & 0xFF;
      if (character != 0) {
        code.append((char) character);
      }
    }
    return code.toString();
  }
}
