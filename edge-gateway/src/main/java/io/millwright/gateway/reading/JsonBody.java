package io.millwright.gateway.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Millwright's own JSON body: one object, or an array of them. */
final class JsonBody {
  private static final String EXAMPLE =
      "send {\"ts\":1763683200000,\"values\":{\"T50\":1398.2},\"seq\":1} or an array of such objects";

  private final JsonFactory factory =
      JsonFactory.builder()
          // Read, so that the answer can name the point that has it.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
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
    this.eventTime = new EventTime(limits);
  }

  /**
   * Reads a body.
   *
   * @param usualPoints of the latest message to the same address
   */
  Measurements read(AssetKey asset, DeviceMessage message, List<String> usualPoints)
      throws UnusableMessageException {
    if (message.payload().length == 0) {
      throw new UnusableMessageException(Rejection.Kind.SYNTAX, "the body is empty: " + EXAMPLE);
    }
    try (JsonParser parser = factory.createParser(message.payload())) {
      return new Reader(asset, message, usualPoints, parser).read();
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
    private final MeasurementsBuilder builder;

    /** The values of one object wait here, because its ts may come behind them. */
    private int[] points;

    private double[] values;
    private int waiting;

    /**
     * For each place in the batch's dictionary the number of the last object that had the point.
     */
    private int[] lastObject;

    private int objects;
    private long sequence;

    private Reader(
        AssetKey asset, DeviceMessage message, List<String> usualPoints, JsonParser parser) {
      int capacity = Math.max(1, usualPoints.size());
      this.points = new int[capacity];
      this.values = new double[capacity];
      this.lastObject = new int[capacity];
      this.parser = parser;
      this.received = message.receivedTimeMicros();
      this.builder =
          Measurements.builder(asset, message.source(), usualPoints).receivedTimeMicros(received);
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
      waiting = 0;
      objects++;
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
      for (int i = 0; i < waiting; i++) {
        builder.add(points[i], time, values[i]);
      }
    }

    private void once(boolean already, String field) throws UnusableMessageException {
      if (already) {
        throw content("field '" + field + "' is twice in one object: send it once");
      }
    }

    private long time(JsonToken value) throws IOException, UnusableMessageException {
      return switch (value) {
        case VALUE_STRING -> eventTime.fromText(parser.getText());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> eventTime.fromMillis(parser.getDoubleValue());
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
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String point = parser.currentName();
        int place = place(point);
        double number = number(point, parser.nextToken());
        if (builder.size() + waiting >= limits.maxReadings()) {
          throw new UnusableMessageException(
              Rejection.Kind.SIZE,
              "the message holds more than "
                  + limits.maxReadings()
                  + " readings: send several messages");
        }
        if (waiting == values.length) {
          values = Arrays.copyOf(values, waiting * 2);
          points = Arrays.copyOf(points, waiting * 2);
        }
        values[waiting] = number;
        points[waiting] = place;
        waiting++;
      }
    }

    /** Place of a point in the dictionary of the batch. */
    private int place(String point) throws UnusableMessageException {
      int place;
      try {
        place = builder.point(point);
      } catch (IllegalArgumentException e) {
        throw content(String.valueOf(e.getMessage()));
      }
      if (place >= lastObject.length) {
        lastObject = Arrays.copyOf(lastObject, Math.max(place + 1, lastObject.length * 2));
      }
      if (lastObject[place] == objects) {
        throw content(
            "point '"
                + Shown.text(point)
                + "' is twice in one object: send one value a point and time");
      }
      lastObject[place] = objects;
      return place;
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
