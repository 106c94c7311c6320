package io.millwright.gateway.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Millwright's own JSON body: one object, or an array of them. */
final class JsonBody {
  private static final String EXAMPLE =
      "send {\"ts\":1763683200000,\"values\":{\"T50\":1398.2},\"seq\":1} or an array of such objects";

  private final JsonFactory factory =
      JsonFactory.builder()
          // Read, so that the answer can name the point that has it.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          // Names come from outside: interning them would keep them for ever.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(16)
                  .maxNameLength(1_000)
                  .maxNumberLength(100)
                  .build())
          .build();

  private final ReadingLimits limits;
  private final EventTime eventTime;

  JsonBody(ReadingLimits limits) {
    this.limits = limits;
    this.eventTime = EventTime.unjudged(limits);
  }

  Measurements read(AssetKey asset, DeviceMessage message) throws UnusableMessageException {
    if (message.payload().length == 0) {
      throw new UnusableMessageException(Rejection.Kind.SYNTAX, "the body is empty: " + EXAMPLE);
    }
    try (JsonParser parser = factory.createParser(message.payload())) {
      return new Reader(asset, message, parser).read();
    } catch (JsonProcessingException e) {
      throw new UnusableMessageException(
          Rejection.Kind.SYNTAX,
          "the body is not valid JSON"
              + at(e.getLocation())
              + " ("
              + Shown.text(e.getOriginalMessage())
              + "): "
              + EXAMPLE);
    } catch (IOException e) {
      // Reading from memory; Jackson reports malformed UTF-8 this way.
      throw new UnusableMessageException(
          Rejection.Kind.SYNTAX,
          "the body is not JSON text in UTF-8 ("
              + Shown.text(String.valueOf(e.getMessage()))
              + ")");
    }
  }

  /** Jackson has no place for what breaks a limit of its own. */
  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /** One body. */
  private final class Reader {
    private final JsonParser parser;
    private final long received;
    private final Measurements.Builder builder;
    private final Set<String> pointsOfObject = new HashSet<>();

    /** The values of one object wait here, because its ts may come behind them. */
    private final List<String> points = new ArrayList<>();

    private double[] values = new double[8];
    private long sequence;

    private Reader(AssetKey asset, DeviceMessage message, JsonParser parser) {
      this.parser = parser;
      this.received = message.receivedTimeMicros();
      this.builder = Measurements.builder(asset, message.source()).receivedTimeMicros(received);
    }

    private Measurements read() throws IOException, UnusableMessageException {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        object();
      } else if (first == JsonToken.START_ARRAY) {
        JsonToken next;
        while ((next = parser.nextToken()) != JsonToken.END_ARRAY) {
          if (next != JsonToken.START_OBJECT) {
            throw content("the array holds " + described(next) + ": " + EXAMPLE);
          }
          object();
        }
      } else {
        throw content("the body is " + described(first) + ": " + EXAMPLE);
      }
      if (parser.nextToken() != null) {
        throw new UnusableMessageException(
            Rejection.Kind.SYNTAX, "there is more behind the end of the body: " + EXAMPLE);
      }
      if (builder.size() == 0) {
        throw content("the body holds no reading: " + EXAMPLE);
      }
      return builder.sourceSequence(sequence).build();
    }

    private void object() throws IOException, UnusableMessageException {
      points.clear();
      boolean hasTime = false;
      boolean hasValues = false;
      boolean hasSequence = false;
      long time = received;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (field) {
          case "ts" -> {
            once(hasTime, field);
            hasTime = true;
            time = time(value);
          }
          case "values" -> {
            once(hasValues, field);
            hasValues = true;
            values(value);
          }
          case "seq" -> {
            once(hasSequence, field);
            hasSequence = true;
            sequence = Math.max(sequence, sequence(value));
          }
          default ->
              throw content(
                  "field '"
                      + Shown.text(field)
                      + "' is not known: the fields are ts, values and seq");
        }
      }
      if (!hasValues) {
        throw content("field 'values' is missing: " + EXAMPLE);
      }
      for (int i = 0; i < points.size(); i++) {
        try {
          builder.add(points.get(i), time, values[i]);
        } catch (IllegalArgumentException e) {
          throw content(String.valueOf(e.getMessage()));
        }
      }
    }

    private void once(boolean already, String field) throws UnusableMessageException {
      if (already) {
        throw content("field '" + field + "' is twice in one object: send it once");
      }
    }

    private long time(JsonToken value) throws IOException, UnusableMessageException {
      return switch (value) {
        case VALUE_STRING -> eventTime.fromText(parser.getText(), received);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
            eventTime.fromMillis(parser.getDoubleValue(), received);
        default ->
            throw EventTime.time(
                "ts is "
                    + described(value)
                    + ": send milliseconds since 1970 in UTC or ISO 8601 text, or leave it out to have the time of receipt");
      };
    }

    private long sequence(JsonToken value) throws IOException, UnusableMessageException {
      if (value == JsonToken.VALUE_NUMBER_INT
          && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
          && parser.getLongValue() >= 0) {
        return parser.getLongValue();
      }
      throw content(
          "seq is "
              + described(value)
              + ": send a whole number from 1 that rises by one with each message, or leave it out");
    }

    private void values(JsonToken value) throws IOException, UnusableMessageException {
      if (value != JsonToken.START_OBJECT) {
        throw content(
            "values is " + described(value) + ": send an object such as {\"T50\":1398.2}");
      }
      pointsOfObject.clear();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String point = parser.currentName();
        if (!pointsOfObject.add(point)) {
          throw content(
              "point '"
                  + Shown.text(point)
                  + "' is twice in one object: send one value a point and time");
        }
        double number = number(point, parser.nextToken());
        if (builder.size() + points.size() >= limits.maxReadings()) {
          throw new UnusableMessageException(
              Rejection.Kind.SIZE,
              "the message holds more than "
                  + limits.maxReadings()
                  + " readings: send several messages");
        }
        if (points.size() == values.length) {
          values = Arrays.copyOf(values, values.length * 2);
        }
        values[points.size()] = number;
        points.add(point);
      }
    }

    private double number(String point, JsonToken value)
        throws IOException, UnusableMessageException {
      switch (value) {
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
          double number = parser.getDoubleValue();
          if (Double.isFinite(number)) {
            return number;
          }
          throw content(
              "value of point '"
                  + Shown.text(point)
                  + "' is "
                  + Shown.text(parser.getText())
                  + ": send a finite number, or leave the point out");
        }
        case VALUE_TRUE -> {
          return 1;
        }
        case VALUE_FALSE -> {
          return 0;
        }
        case VALUE_NULL ->
            throw content(
                "value of point '"
                    + Shown.text(point)
                    + "' is null: leave the point out when it has no value");
        default ->
            throw content(
                "value of point '"
                    + Shown.text(point)
                    + "' is "
                    + described(value)
                    + ": send a number");
      }
    }

    private String described(@org.jspecify.annotations.Nullable JsonToken token)
        throws IOException {
      if (token == null) {
        return "empty";
      }
      return switch (token) {
        case VALUE_STRING -> "the text \"" + Shown.text(parser.getText()) + "\"";
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + Shown.text(parser.getText());
        case VALUE_TRUE -> "true";
        case VALUE_FALSE -> "false";
        case VALUE_NULL -> "null";
        case START_ARRAY -> "an array";
        case START_OBJECT -> "an object";
        default -> token.toString();
      };
    }

    private UnusableMessageException content(String reason) {
      return new UnusableMessageException(Rejection.Kind.CONTENT, reason);
    }
  }
}
