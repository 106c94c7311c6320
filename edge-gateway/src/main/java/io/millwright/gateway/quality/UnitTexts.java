package io.millwright.gateway.quality;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What people write instead of UCUM. */
final class UnitTexts {
  /** By text in lower case, without spaces. */
  private static final Map<String, String> UCUM = new HashMap<>();

  static {
    // Of a PLC they are never coulomb and farad.
    all("Cel", "c", "°c", "ºc", "degc", "deg.c", "celsius", "degreecelsius", "degreescelsius");
    all("[degF]", "f", "°f", "ºf", "degf", "deg.f", "fahrenheit", "degreefahrenheit");
    all("K", "kelvin");
    all("deg", "°", "degree", "degrees");
    all("%", "percent", "pct", "%rh");
    all("1", "-", "none", "count", "counts");
    all("/min", "rpm", "1/min", "u/min", "rev/min", "r/min");
    all("/s", "1/s", "rps");
    all("Hz", "hertz");
    all("m/s2", "m/s²", "m/s^2", "m/sec2");
    all("mm/s", "mm/sec", "mms");
    all("[in_i]/s", "in/s", "ips", "inch/s");
    all("[in_i]", "in", "inch", "\"");
    all("[ft_i]", "ft", "feet", "foot");
    all("um", "µm", "μm", "micron", "microns");
    all("m3", "m³", "m^3");
    all("m3/h", "m³/h", "m^3/h");
    all("m3/s", "m³/s", "m^3/s");
    all("L", "litre", "liter");
    all("L/min", "lpm", "ltr/min");
    all("[gal_us]/min", "gpm", "gal/min");
    all("[psi]", "psi", "psig", "psia", "lbf/in2");
    all("bar", "barg", "bara");
    all("Pa", "pascal");
    all("N.m", "nm", "n·m", "n*m");
    all("V", "volt", "volts");
    all("A", "amp", "amps", "ampere", "amperes");
    all("W", "watt", "watts");
    all("W.h", "wh");
    all("kW.h", "kwh");
    all("V.A", "va");
    all("kV.A", "kva");
    all("A.h", "ah");
    all("[lb_av]", "lb", "lbs");
    all("[HP]", "hp");
    all("s", "sec", "second", "seconds");
    all("h", "hr", "hour", "hours");
  }

  private UnitTexts() {}

  private static void all(String ucum, String... texts) {
    for (String text : texts) {
      UCUM.put(text, ucum);
    }
  }

  /** The UCUM unit of a text; the text itself when it is none of the common ones. */
  static String ucum(String text) {
    return UCUM.getOrDefault(text.replace(" ", "").toLowerCase(Locale.ROOT), text.strip());
  }
}
