package io.millwright.gateway.quality;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.measure.IncommensurableException;
import javax.measure.Unit;
import javax.measure.UnitConverter;
import javax.measure.format.MeasurementParseException;
import org.jspecify.annotations.Nullable;
import systems.uom.ucum.format.UCUMFormat;

/**
 * Conversions between UCUM units, each worked out once. Can be shared by threads.
 *
 * <p>{@code dB} and other units that are no linear scale convert to themselves only.
 */
final class UcumUnits {
  private static final int LONGEST = 64;

  /** Of what devices state; a flood of different ones must not fill the memory. */
  private static final int MOST_KNOWN = 2_000;

  private final UCUMFormat format = UCUMFormat.getInstance(UCUMFormat.Variant.CASE_SENSITIVE);
  private final Map<String, Target> targets = new ConcurrentHashMap<>();

  /** Whether a text is a UCUM unit, by text. */
  private final Map<String, Boolean> valid = new ConcurrentHashMap<>();

  /** The UCUM unit that a text means; null = none. */
  @Nullable String understood(String text) {
    String unit = UnitTexts.ucum(text);
    if (unit.isEmpty() || unit.length() > LONGEST) {
      return null;
    }
    Boolean known = valid.get(unit);
    if (known == null) {
      if (valid.size() >= MOST_KNOWN) {
        valid.clear();
      }
      known = isUnit(unit);
      valid.put(unit, known);
    }
    return known ? unit : null;
  }

  private boolean isUnit(String unit) {
    try {
      parsed(unit);
      return true;
    } catch (MeasurementParseException e) {
      return false;
    }
  }

  /** Conversions to a unit. */
  Target to(String unit) {
    return targets.computeIfAbsent(unit, Target::new);
  }

  /** All conversions to one unit. */
  final class Target {
    private final String unit;
    private final Map<String, Conversion> from = new ConcurrentHashMap<>();

    private Target(String unit) {
      this.unit = unit;
    }

    Conversion from(String stated) {
      if (stated.equals(unit)) {
        return Conversion.NONE_NEEDED;
      }
      if (stated.length() > LONGEST) {
        // Not kept: two thousand texts as long as messages would fill the memory.
        return Conversion.impossible(tooLong(stated));
      }
      Conversion known = from.get(stated);
      if (known != null) {
        return known;
      }
      if (from.size() >= MOST_KNOWN) {
        from.clear();
      }
      Conversion found = conversion(stated, unit);
      from.put(stated, found);
      return found;
    }
  }

  private Conversion conversion(String from, String to) {
    try {
      UnitConverter converter = parsed(from).getConverterToAny(parsed(to));
      double offset = converter.convert(0.0);
      double scale = (converter.convert(1_000.0) - offset) / 1_000;
      double middle = converter.convert(500.0);
      boolean straight = Math.abs(middle - (500 * scale + offset)) <= 1e-9 * Math.abs(middle);
      return straight && scale != 0 && Double.isFinite(scale)
          ? new Conversion(scale, offset, null)
          : Conversion.impossible("unit '" + from + "' has no linear scale in '" + to + "'");
    } catch (IncommensurableException | UnsupportedOperationException e) {
      return Conversion.impossible("unit '" + from + "' cannot be expressed in '" + to + "'");
    } catch (MeasurementParseException e) {
      return Conversion.impossible(String.valueOf(e.getMessage()));
    }
  }

  private static String tooLong(String unit) {
    return "unit '" + unit.substring(0, LONGEST) + "...' is too long";
  }

  /** The parser is not made for several threads. */
  private synchronized Unit<?> parsed(String unit) {
    if (unit.length() > LONGEST) {
      throw new MeasurementParseException(tooLong(unit));
    }
    try {
      return format.parse(unit);
    } catch (RuntimeException | Error e) {
      // The generated lexer reports characters that it does not know as an Error.
      if (e instanceof VirtualMachineError fatal) {
        throw fatal;
      }
      throw new MeasurementParseException("unit '" + unit + "' is no UCUM unit");
    }
  }
}
