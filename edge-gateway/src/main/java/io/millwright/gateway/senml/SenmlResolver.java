package io.millwright.gateway.senml;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a SenML pack and resolves it (RFC 8428, section 4.6). */
public final class SenmlResolver {
  /** Times below 2^28 seconds count from now (RFC 8428, section 4.5.3). */
  public static final double RELATIVE_BELOW = 1L << 28;

  /** The version of SenML that RFC 8428 defines. */
  public static final int VERSION = 10;

  /**
   * Longest full name in characters. Every record keeps its own, so without a limit one long base
   * name would be multiplied by the number of records.
   */
  public static final int LONGEST_NAME = 1_000;

  /**
   * Longest unit in characters; the longest that SenML knows have six. It is told on with what is
   * discovered, and named in reasons.
   */
  public static final int LONGEST_UNIT = 64;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:./_-]*");

  private SenmlResolver() {}

  /**
   * The records of a pack with their full names, absolute times and values, in the order of the
   * pack. A record of base fields alone gives none.
   *
   * @param now time of receipt in seconds since 1970; relative times count from it
   * @param maxRecords a longer pack is refused
   * @throws InvalidSenmlException if the pack cannot be parsed or breaks a rule
   */
  public static List<SenmlRecord> resolve(
      byte[] pack, SenmlEncoding encoding, double now, int maxRecords)
      throws InvalidSenmlException {
    try (JsonParser parser = encoding.parser(pack)) {
      return new Pack(parser, encoding, now, maxRecords).resolve();
    } catch (JsonProcessingException e) {
      throw new InvalidSenmlException(
          "the body is not valid "
              + encoding
              + encoding.at(e.getLocation())
              + " ("
              + shown(e.getOriginalMessage())
              + ")");
    } catch (IOException e) {
      // Reading from memory: the bytes themselves are wrong.
      throw new InvalidSenmlException(
          "the body is not valid " + encoding + " (" + shown(String.valueOf(e.getMessage())) + ")");
    }
  }

  private static String shown(String value) {
    String printable = value.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 60 ? printable : printable.substring(0, 60) + "...";
  }

  /** One pack, and the base fields that are in force in it. */
  private static final class Pack {
    private final JsonParser parser;
    private final SenmlEncoding encoding;
    private final double now;
    private final int maxRecords;
    private final List<SenmlRecord> resolved = new ArrayList<>();

    private int recordNumber;
    private String baseName = "";
    private double baseTime;
    private @Nullable String baseUnit;
    private double baseValue;
    private double baseSum;
    private @Nullable Integer version;

    // The fields of the record being read.
    private final Set<Label> present = EnumSet.noneOf(Label.class);
    private String name = "";
    private @Nullable String unit;
    private double time;
    private double sum;
    private double updateTime;
    private @Nullable SenmlValue value;

    private Pack(JsonParser parser, SenmlEncoding encoding, double now, int maxRecords) {
      this.parser = parser;
      this.encoding = encoding;
      this.now = now;
      this.maxRecords = maxRecords;
    }

    private List<SenmlRecord> resolve() throws IOException, InvalidSenmlException {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_ARRAY) {
        throw new InvalidSenmlException(
            "a SenML pack is an array of records, but the body is " + described(first));
      }
      JsonToken next;
      while ((next = parser.nextToken()) != JsonToken.END_ARRAY) {
        recordNumber++;
        if (next != JsonToken.START_OBJECT) {
          throw invalid("must be a map, but is " + described(next));
        }
        record();
      }
      if (recordNumber == 0) {
        throw new InvalidSenmlException("the SenML pack is empty: it needs at least one record");
      }
      if (parser.nextToken() != null) {
        throw new InvalidSenmlException("there is more behind the end of the SenML pack");
      }
      return resolved;
    }

    private void record() throws IOException, InvalidSenmlException {
      present.clear();
      name = "";
      unit = null;
      time = 0;
      value = null;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        JsonToken token = parser.nextToken();
        Label label = Label.of(encoding, field);
        if (label == null) {
          if (field.endsWith("_")) {
            throw invalid(
                "has the field '"
                    + shown(field)
                    + "': a name that ends in _ must be understood (RFC 8428, 4.4), and this one is not");
          }
          parser.skipChildren();
        } else {
          if (!present.add(label)) {
            throw invalid("has the field '" + label + "' twice");
          }
          field(label, token);
        }
      }
      emit();
    }

    private void field(Label label, JsonToken token) throws IOException, InvalidSenmlException {
      switch (label) {
        case BASE_VERSION -> version(token);
        case BASE_NAME -> baseName = text(label, token);
        case BASE_TIME -> baseTime = number(label, token);
        case BASE_UNIT -> baseUnit = unit(label, token);
        case BASE_VALUE -> baseValue = number(label, token);
        case BASE_SUM -> baseSum = number(label, token);
        case NAME -> name = text(label, token);
        case UNIT -> unit = unit(label, token);
        case TIME -> time = number(label, token);
        case UPDATE_TIME -> updateTime = number(label, token);
        case SUM -> sum = number(label, token);
        case VALUE -> value(new SenmlValue.Numeric(number(label, token)));
        case STRING_VALUE -> value(new SenmlValue.Text(text(label, token)));
        case BOOLEAN_VALUE -> value(new SenmlValue.Truth(truth(token)));
        case DATA_VALUE -> value(new SenmlValue.Data(data(token)));
      }
    }

    private void value(SenmlValue read) throws InvalidSenmlException {
      if (value != null) {
        throw invalid("has more than one of v, vs, vb and vd: a record has one value");
      }
      value = read;
    }

    private void version(JsonToken token) throws IOException, InvalidSenmlException {
      double number = number(Label.BASE_VERSION, token);
      if (number != Math.rint(number) || number < 1) {
        throw invalid("has bver " + number + ": it must be a whole number from 1");
      }
      if (number > VERSION) {
        throw invalid(
            "has bver "
                + (long) number
                + ": this gateway knows SenML up to version "
                + VERSION
                + ", so the pack must not be used");
      }
      if (version != null && version != (int) number) {
        throw invalid("has bver " + (int) number + " after " + version + ": it must not change");
      }
      version = (int) number;
    }

    private void emit() throws InvalidSenmlException {
      boolean onlyBaseFields = true;
      for (Label label : present) {
        onlyBaseFields &= label.isBase();
      }
      if (onlyBaseFields) {
        if (present.isEmpty()) {
          throw invalid("has no field that SenML defines");
        }
        return;
      }
      boolean hasSum = present.contains(Label.SUM);
      if (value == null && !hasSum) {
        throw invalid("has no value: it needs one of v, vs, vb, vd or s");
      }
      int nameLength = baseName.length() + name.length();
      if (nameLength > LONGEST_NAME) {
        throw invalid(
            "has a name of "
                + nameLength
                + " characters (bn and n together): at most "
                + LONGEST_NAME
                + " are allowed");
      }
      String fullName = baseName + name;
      if (!NAME.matcher(fullName).matches()) {
        throw invalid(
            fullName.isEmpty()
                ? "has no name: set n, or bn in it or before it"
                : "has the name '"
                    + shown(fullName)
                    + "': a name is of A-Z a-z 0-9 - : . / _ and begins with a letter or digit");
      }
      if (resolved.size() == maxRecords) {
        throw new InvalidSenmlException(
            "the message holds more than " + maxRecords + " records: send several messages", true);
      }
      SenmlValue read = value;
      SenmlValue full =
          read instanceof SenmlValue.Numeric number
              ? new SenmlValue.Numeric(finite(Label.VALUE, baseValue + number.value()))
              : read;
      double stated = finite(Label.TIME, baseTime + time);
      resolved.add(
          new SenmlRecord(
              fullName,
              unit == null ? baseUnit : unit,
              full,
              hasSum ? Double.valueOf(finite(Label.SUM, baseSum + sum)) : null,
              stated < RELATIVE_BELOW ? now + stated : stated,
              present.contains(Label.UPDATE_TIME) ? Double.valueOf(updateTime) : null));
    }

    private String text(Label label, JsonToken token) throws IOException, InvalidSenmlException {
      if (token != JsonToken.VALUE_STRING) {
        throw invalid("has " + label + " = " + described(token) + ": it must be text");
      }
      return parser.getText();
    }

    private String unit(Label label, JsonToken token) throws IOException, InvalidSenmlException {
      String text = text(label, token);
      if (text.length() > LONGEST_UNIT) {
        throw invalid(
            "has "
                + label
                + " = '"
                + shown(text)
                + "' of "
                + text.length()
                + " characters: a unit has at most "
                + LONGEST_UNIT);
      }
      return text;
    }

    private double number(Label label, JsonToken token) throws IOException, InvalidSenmlException {
      if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
        throw invalid("has " + label + " = " + described(token) + ": it must be a number");
      }
      // Doubles on purpose: exact decimals could be made to cost a billion digits by one exponent.
      return finite(label, parser.getDoubleValue());
    }

    private double finite(Label label, double number) throws InvalidSenmlException {
      if (!Double.isFinite(number)) {
        throw invalid("has " + label + " = " + number + ": it must be a finite number");
      }
      return number;
    }

    private boolean truth(JsonToken token) throws IOException, InvalidSenmlException {
      if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
        throw invalid("has vb = " + described(token) + ": it must be true or false");
      }
      return token == JsonToken.VALUE_TRUE;
    }

    private byte[] data(JsonToken token) throws IOException, InvalidSenmlException {
      if (encoding == SenmlEncoding.CBOR) {
        if (token != JsonToken.VALUE_EMBEDDED_OBJECT) {
          throw invalid("has vd = " + described(token) + ": it must be a byte string");
        }
        return parser.getBinaryValue();
      }
      try {
        return Base64.getUrlDecoder().decode(text(Label.DATA_VALUE, token));
      } catch (IllegalArgumentException e) {
        throw invalid("has a vd that is not base64url (RFC 4648, section 5)");
      }
    }

    private String described(@Nullable JsonToken token) throws IOException {
      if (token == null) {
        return "empty";
      }
      return switch (token) {
        case VALUE_STRING -> "the text \"" + shown(parser.getText()) + "\"";
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + shown(parser.getText());
        case VALUE_TRUE -> "true";
        case VALUE_FALSE -> "false";
        case VALUE_NULL -> "null";
        case START_ARRAY -> "an array";
        case START_OBJECT -> "a map";
        default -> "bytes";
      };
    }

    private InvalidSenmlException invalid(String what) {
      return new InvalidSenmlException("SenML record " + recordNumber + " " + what);
    }
  }
}
