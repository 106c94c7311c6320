package io.millwright.gateway.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The books, to be read by people and programs.
 *
 * @param state whether the figures are exact
 * @param asOf when they were taken
 * @param total of all sources
 */
public record LedgerReport(State state, Instant asOf, Row total, List<Row> sources) {
  /** As JSON, one object. */
  public String toJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("state", state.name().toLowerCase(Locale.ROOT));
      json.writeStringField("asOf", asOf.toString());
      json.writeFieldName("total");
      total.writeTo(json);
      json.writeArrayFieldStart("sources");
      for (Row row : sources) {
        row.writeTo(json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail", e);
    }
    return text.toString();
  }

  /** How far the figures can be trusted. */
  public enum State {
    /** All that is in Kafka and in the store is counted. */
    EXACT,
    /** Not yet counted: what went to Kafka just before the gateway was killed. */
    RECOVERING,
    /** Something that the books are made from could not be read; the log says what. */
    ESTIMATED
  }

  /**
   * One source.
   *
   * @param rejected records with a message that could not be used, by reason; they are kept too
   * @param expected messages that the source has numbered; 0 = it does not number them
   * @param missing of those, the ones that have not come
   * @param restarts how often its numbers began anew
   */
  public record Row(
      String source,
      Figures records,
      Figures readings,
      Map<String, Long> rejected,
      long expected,
      long missing,
      int restarts) {
    private void writeTo(JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeStringField("source", source);
      json.writeFieldName("records");
      records.writeTo(json);
      json.writeFieldName("readings");
      readings.writeTo(json);
      json.writeObjectFieldStart("rejected");
      for (Map.Entry<String, Long> reason : new TreeMap<>(rejected).entrySet()) {
        json.writeNumberField(reason.getKey(), reason.getValue());
      }
      json.writeEndObject();
      json.writeNumberField("expected", expected);
      json.writeNumberField("missing", missing);
      json.writeNumberField("restarts", restarts);
      json.writeEndObject();
    }
  }

  /**
   * Always: {@code received = kept + failed + underWay()} and {@code kept = forwarded + pending +
   * dropped}.
   *
   * @param kept safe in Kafka or in the store
   * @param forwarded in Kafka
   * @param pending in the store only
   * @param dropped from the store, because it was full or damaged
   * @param failed neither in Kafka nor in the store: the device was not acknowledged
   * @param duplicate kept, with a number that had been seen before
   * @param late kept, but old beside what the source had sent before
   */
  public record Figures(
      long received,
      long kept,
      long forwarded,
      long pending,
      long dropped,
      long failed,
      long duplicate,
      long late) {
    /** On the way to Kafka or into the store. */
    public long underWay() {
      return received - kept - failed;
    }

    private void writeTo(JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeNumberField("received", received);
      json.writeNumberField("kept", kept);
      json.writeNumberField("forwarded", forwarded);
      json.writeNumberField("pending", pending);
      json.writeNumberField("dropped", dropped);
      json.writeNumberField("failed", failed);
      json.writeNumberField("underWay", underWay());
      json.writeNumberField("duplicate", duplicate);
      json.writeNumberField("late", late);
      json.writeEndObject();
    }

    Figures plus(Figures other) {
      return new Figures(
          received + other.received,
          kept + other.kept,
          forwarded + other.forwarded,
          pending + other.pending,
          dropped + other.dropped,
          failed + other.failed,
          duplicate + other.duplicate,
          late + other.late);
    }
  }
}
