package io.millwright.models.plan;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part of a plan document with its place, so that a fault can say where it is. Exactly one of
 * text, items and fields is set.
 */
record PlanNode(
    String path,
    int line,
    @Nullable String text,
    @Nullable List<PlanNode> items,
    @Nullable Map<String, PlanNode> fields) {
  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** What stands there, shortened for a message. */
  String shown() {
    if (text != null) {
      return "'" + (text.length() <= 60 ? text : text.substring(0, 60) + "...") + "'";
    }
    return items != null ? "a list" : "a section";
  }

  /**
   * Reads YAML or JSON.
   *
   * @throws InvalidPlanException if it is neither
   */
  static PlanNode read(String document) {
    try (YAMLParser parser = YAML.createParser(document)) {
      if (parser.nextToken() == null) {
        throw new InvalidPlanException("the monitoring plan is empty");
      }
      PlanNode root = read(parser, "");
      if (parser.nextToken() != null) {
        throw new InvalidPlanException(
            "the monitoring plan must be one document, but a second begins in line "
                + parser.currentTokenLocation().getLineNr());
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new InvalidPlanException("the monitoring plan is not valid YAML: " + reason(e));
    } catch (IOException e) {
      throw new InvalidPlanException("the monitoring plan cannot be read: " + e.getMessage());
    }
  }

  /** The reason with its line, without the picture of the place that the parser draws. */
  private static String reason(JsonProcessingException e) {
    String reason =
        e.getOriginalMessage()
            .lines()
            .filter(line -> !line.startsWith("    "))
            .map(line -> line.strip().replace("in 'reader', line", "in line"))
            .collect(Collectors.joining(" "));
    JsonLocation location = e.getLocation();
    return reason.contains(" line ") || location == null
        ? reason
        : reason + " in line " + location.getLineNr();
  }

  private static PlanNode read(YAMLParser parser, String path) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, PlanNode> fields = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        fields.put(name, read(parser, path.isEmpty() ? name : path + "." + name));
      }
      return new PlanNode(path, line, null, null, fields);
    }
    if (token == JsonToken.START_ARRAY) {
      List<PlanNode> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(read(parser, path + "[" + items.size() + "]"));
      }
      return new PlanNode(path, line, null, items, null);
    }
    return new PlanNode(path, line, scalar(parser, path, line), null, null);
  }

  private static String scalar(JsonParser parser, String path, int line) throws IOException {
    if (((YAMLParser) parser).isCurrentAlias()) {
      throw new InvalidPlanException(
          path + " (line " + line + "): an alias (*) is not supported; write the value out");
    }
    return parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
  }
}
