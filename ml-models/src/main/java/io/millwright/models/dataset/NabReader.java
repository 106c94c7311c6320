package io.millwright.models.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads NAB, the Numenta Anomaly Benchmark.
 *
 * <pre>
 * nab/labels/combined_windows.json       { "realTraffic/speed_7578.csv": [[from, to], ...], ... }
 * nab/realTraffic/speed_7578.csv         timestamp,value
 * </pre>
 *
 * A series may be compressed and is then named {@code .csv.gz}.
 */
public final class NabReader {
  private static final String LABELS = "labels/combined_windows.json";
  private static final String HEADER = "timestamp,value";
  private static final String FORM =
      "{\"group/series.csv\": [[\"2014-04-10 07:15:00\", \"2014-04-11 16:45:00\"]]} is right";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,99}/[A-Za-z0-9_.-]{1,99}");
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final long MOST_LABEL_BYTES = 1_000_000;
  private static final int MOST_SERIES = 1_000;
  private static final int MOST_WINDOWS = 1_000;

  private NabReader() {}

  /**
   * Every series that has an entry in the labels and is there, in their order: labels are published
   * of all 58, and one need not have them all.
   *
   * @param nab the directory that holds labels and groups
   * @throws DataSetException if the labels or all of the series are not there, or a file is not
   *     what it should be
   */
  public static List<NabSeries> series(Path nab) {
    List<NabSeries> series = new ArrayList<>();
    Map<String, List<Span>> labels = labels(nab.resolve(LABELS));
    labels.forEach(
        (name, spans) -> {
          if (isThere(nab, name)) {
            series.add(series(nab, name, spans));
          }
        });
    if (series.isEmpty()) {
      throw new DataSetException(
          LABELS,
          "names "
              + labels.size()
              + " series, of which none is in "
              + nab
              + "; group/series.csv or group/series.csv.gz is right");
    }
    return series;
  }

  /** The names in the labels of the series that are not there. */
  public static List<String> missing(Path nab) {
    return labels(nab.resolve(LABELS)).keySet().stream()
        .filter(name -> !isThere(nab, name))
        .toList();
  }

  private static boolean isThere(Path nab, String name) {
    return Files.exists(nab.resolve(name)) || Files.exists(nab.resolve(name + ".gz"));
  }

  /** A window as the labels have it: times, and where they are written. */
  private record Span(long fromMicros, long toMicros, int line) {}

  private static NabSeries series(Path nab, String name, List<Span> spans) {
    Path plain = nab.resolve(name);
    String file = Files.exists(plain) ? name : name + ".gz";
    List<NabReading> readings = new ArrayList<>();
    Map<Long, Integer> firstAt = new HashMap<>();
    try (DataLines lines = DataLines.open(file, nab.resolve(file))) {
      String header = lines.next();
      if (!HEADER.equals(header)) {
        String found = header == null ? "is empty" : "has the columns '" + header + "'";
        throw lines.fault(found + "; '" + HEADER + "' is right");
      }
      for (String text = lines.next(); text != null; text = lines.next()) {
        if (text.isBlank()) {
          continue;
        }
        String[] fields = text.split(",", -1);
        if (fields.length != 2) {
          throw lines.fault("has " + fields.length + " columns; 2 are right");
        }
        long time = lines.timeMicros("timestamp", fields[0]);
        firstAt.putIfAbsent(time, readings.size());
        readings.add(new NabReading(time, lines.number("value", fields[1])));
      }
      if (readings.isEmpty()) {
        throw lines.fault("ends without any row");
      }
    }
    return new NabSeries(name, readings, windows(name, spans, firstAt));
  }

  private static List<NabWindow> windows(
      String name, List<Span> spans, Map<Long, Integer> firstAt) {
    List<NabWindow> windows = new ArrayList<>();
    int free = 0;
    for (Span span : spans) {
      Integer first = firstAt.get(span.fromMicros());
      Integer last = firstAt.get(span.toMicros());
      if (first == null || last == null) {
        throw new DataSetException(
            LABELS, span.line(), "has a window that begins or ends where " + name + " has no row");
      }
      if (last < first || first < free) {
        throw new DataSetException(
            LABELS,
            span.line(),
            "has a window of " + name + " that is not after the one before; they come in order");
      }
      windows.add(new NabWindow(first, last));
      free = last + 1;
    }
    return windows;
  }

  private static Map<String, List<Span>> labels(Path path) {
    Map<String, List<Span>> labels = new LinkedHashMap<>();
    if (!Files.isRegularFile(path)) {
      throw new DataSetException(path.toString(), "is missing; NAB has it beside its groups");
    }
    try {
      if (Files.size(path) > MOST_LABEL_BYTES) {
        throw new DataSetException(LABELS, 1, "is larger than " + MOST_LABEL_BYTES + " bytes");
      }
      try (JsonParser json = JSON.createParser(Files.newBufferedReader(path))) {
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          if (!NAME.matcher(name).matches()) {
            throw fault(json, "names the series '" + name + "'; group/series.csv is right");
          }
          if (labels.size() == MOST_SERIES) {
            throw fault(json, "has one series too many; " + MOST_SERIES + " are allowed");
          }
          labels.put(name, spans(json));
        }
        expect(json, json.currentToken(), JsonToken.END_OBJECT);
        if (json.nextToken() != null) {
          throw fault(json, "goes on after the labels; they are the whole file");
        }
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new DataSetException(LABELS, line, "is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new DataSetException(LABELS, 1, "cannot be read: " + e);
    }
    return labels;
  }

  private static List<Span> spans(JsonParser json) throws IOException {
    List<Span> spans = new ArrayList<>();
    expect(json, json.nextToken(), JsonToken.START_ARRAY);
    while (json.nextToken() == JsonToken.START_ARRAY) {
      if (spans.size() == MOST_WINDOWS) {
        throw fault(json, "has one window too many; " + MOST_WINDOWS + " are allowed");
      }
      int line = json.currentTokenLocation().getLineNr();
      spans.add(new Span(time(json), time(json), line));
      expect(json, json.nextToken(), JsonToken.END_ARRAY);
    }
    expect(json, json.currentToken(), JsonToken.END_ARRAY);
    return spans;
  }

  private static long time(JsonParser json) throws IOException {
    expect(json, json.nextToken(), JsonToken.VALUE_STRING);
    long micros = LocalTimes.micros(json.getText());
    if (micros == LocalTimes.NONE) {
      throw fault(json, "has the time '" + json.getText() + "'; " + LocalTimes.FORM + " is right");
    }
    return micros;
  }

  private static void expect(JsonParser json, JsonToken token, JsonToken right) {
    if (token != right) {
      throw fault(json, "is not of the form of labels; " + FORM);
    }
  }

  private static DataSetException fault(JsonParser json, String what) {
    return new DataSetException(LABELS, json.currentTokenLocation().getLineNr(), what);
  }
}
