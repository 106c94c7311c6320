package io.millwright.models.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millwright.models.descriptor.Descriptors;
import io.millwright.models.waveform.WaveformMeasure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON Schema that editors use says what the reader of plans says. */
class PlanSchemaTest {
  private static final String FOLDER = "/io/millwright/models/plans/";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String EVERYTHING =
      resource("/io/millwright/models/plan/every-section.yaml");
  private static final JsonNode SCHEMA = tree(resource(FOLDER + "monitoring-plan.schema.json"));
  private static final Schema VALIDATOR =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(SCHEMA);

  private static String resource(String name) {
    try (InputStream in = PlanSchemaTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode tree(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Error> faults(String yaml) {
    return VALIDATOR.validate(tree(yaml));
  }

  static Stream<String> validPlans() {
    return Stream.concat(
        MonitoringPlan.readyNames().stream().map(name -> MonitoringPlan.ready(name).document()),
        Stream.of(
            EVERYTHING,
            PumpPlan.YAML,
            resource("/io/millwright/models/evaluation/femto-bearing.yaml"),
            resource("/io/millwright/models/evaluation/nab.yaml"),
            resource("/io/millwright/models/evaluation/skab.yaml")));
  }

  @ParameterizedTest
  @MethodSource("validPlans")
  void takesWhatTheReaderTakes(String plan) {
    assertThat(MonitoringPlan.parse(plan).id()).isNotEmpty();
    assertThat(faults(plan)).isEmpty();
  }

  @Test
  void isValidItself() {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));

    assertThat(meta.validate(SCHEMA)).isEmpty();
  }

  /** One of each kind of fault; those that no schema can say are left to the reader. */
  @ParameterizedTest(name = "{1} instead of {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "SCHEMA | id: everything | id: every thing",
        "SCHEMA | version: 3 | version: 0",
        "SCHEMA | version: 3 | versoin: 3",
        "SCHEMA | title: Every section | titel: Every section",
        "SCHEMA | period: PT1M | period: 1 minute",
        "SCHEMA | period: PT1M | period: P",
        "SCHEMA | unknownAfterScans: 5 | unknownAfterScans: none",
        "SCHEMA | range: [-10, 4000] | range: [4000]",
        "SCHEMA | range: [-10, 4000] | range: -10 to 4000",
        "SCHEMA | normalises: v1 | normalises: v1, expression: v2",
        "SCHEMA | makes: outer-race | makes: outer-ring",
        "SCHEMA | unit: 1, range: [0, 9] | units: 1, range: [0, 9]",
        "SCHEMA | during: [start, steady] | during: [start, running]",
        "SCHEMA | scans: 15} | scans: 101}",
        "SCHEMA | judged: [transient, steady] | judged: sometimes",
        "SCHEMA | holdScans: 3, spikes | holdScans: 9, spikes",
        "SCHEMA | kinds: [last, mean15, slope30] | kinds: [last, mean15, slop30]",
        "SCHEMA | kind: static-limit | kind: fixed-limit",
        "SCHEMA | direction: high, alert: 4.5 | direction: up, alert: 4.5",
        "SCHEMA | alert: 4.5, alarm: 7.1, | \"\"",
        "SCHEMA | onDelay: PT3M | onDelay: PT3M, scans: 3",
        "SCHEMA | latched: true | latched: yes please",
        "SCHEMA | boundaries: [1, 2, 3] | boundaries: [1, 2]",
        "SCHEMA | allowance: 0.5 | weight: 0.5",
        "SCHEMA | trees: 100 | trees: 5",
        "SCHEMA | detectors: [t2, pca, svm, forest], | \"\"",
        "SCHEMA | horizon: P7D | horizon: 7 days",
        "SCHEMA | zone: 0.5 | zone: 1.5",
        "SCHEMA | from: states | from: feelings",
        "SCHEMA | v1: 2 | v1: 0",
        "SCHEMA | above: 0.5, endsBelow: 0.25 | above: 50, endsBelow: 0.25",
        "SCHEMA | level: ALARM | level: WARNING",
        "SCHEMA | priority: 2 | priority: 9",
        "SCHEMA | Wear of {asset} | Wear of {machine}",
        "SCHEMA | checklist: [Look., Listen.] | checklist: Look.",
        "SCHEMA | whileOff: suppressed | whileOff: quiet",
        "READER | lateness: PT2M | lateness: P30D",
        "READER | name: v2, unit | name: v1, unit",
        "READER | unit: mm/s, range: [0, 100], interval: PT1H | unit: furlong, range: [0, 100]",
        "READER | range: [-10, 4000] | range: [4000, -10]",
        "READER | max(v1, v2) / (v1 + 1) | max(v1, v2) / (share + 1)",
        "READER | normalises: v1 | normalises: v9",
        "READER | waveform: accel-2, makes: gear-mesh | waveform: accel-3, makes: gear-mesh",
        "READER | edges: [50, 80] | edges: [80, 50]",
        "READER | reference: t2 | reference: t9",
        "READER | points: [t1], reference | points: [share], reference",
        "READER | descriptor: mean15, direction | descriptor: mean16, direction",
        "READER | alert: 4.5, alarm: 7.1 | alert: 7.1, alarm: 4.5",
        "READER | scans: 3, of: 5 | scans: 3, of: 2",
        "READER | edition: 2009, group: 2, support: rigid, deadband: 0.1} | edition: 1998, group: 2, support: rigid, deadband: 0.1}",
        "READER | boundaries: [1, 2, 3] | boundaries: [3, 2, 1]",
        "READER | learnScans: 400 | learnScans: 4",
        "READER | detectors: [t2, pca, svm, forest] | detectors: [t2, later]",
        "READER | symptoms: {zone: 0.5 | symptoms: {zones: 0.5",
        "READER | votes: 1}} | nobody: 1}}",
        "READER | rule: wear-foreseen\\n    failureMode: wear | rule: wear-foreseen\\n    failureMode: tear",
        "READER | endsBelow: 0.25 | endsBelow: 0.75",
        "READER | atLeast: 1 | atLeast: 3"
      })
  void refusesWhatTheReaderRefuses(String who, String right, String wrong) {
    String plan = EVERYTHING.replace(right.replace("\\n", "\n"), wrong.replace("\\n", "\n"));

    assertThat(plan).isNotEqualTo(EVERYTHING);
    assertThatThrownBy(() -> MonitoringPlan.parse(plan)).isInstanceOf(InvalidPlanException.class);
    assertThat(faults(plan).isEmpty()).as(faults(plan).toString()).isEqualTo(who.equals("READER"));
  }

  @Test
  void takesEveryDescriptorAndEveryMeasureOfAWaveform() {
    for (String known : Descriptors.known().split(", ")) {
      String kind = known.replaceAll(" \\(weight.*", "");
      String plan = EVERYTHING.replace("slope30]", "slope30, \"" + kind + "\"]");
      assertThat(faults(kind.equals("last") ? EVERYTHING : plan)).as(kind).isEmpty();
    }
    for (String measure : WaveformMeasure.known().split(", ")) {
      assertThat(faults(EVERYTHING.replace("makes: gear-mesh", "makes: \"" + measure + "\"")))
          .as(measure)
          .isEmpty();
    }
  }

  @Test
  void knowsTheKindsOfDetectorsThatTheReaderKnows() {
    InvalidPlanException unknown =
        catchThrowableOfType(
            InvalidPlanException.class,
            () -> MonitoringPlan.parse(EVERYTHING.replace("kind: ewma", "kind: nobody-knows")));
    String kinds =
        unknown.faults().get(0).text().replaceAll(".*one of |, but is 'nobody-knows'.*", "");

    assertThat(SCHEMA.at("/$defs/detector/properties/kind/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(kinds.split(", ")));
  }

  /**
   * The reader itself says which fields it knows: it is asked with a field that nobody knows, in
   * one section after another.
   */
  @Test
  void hasTheFieldsThatTheReaderAsksForAndNoOthers() {
    JsonNode plan = tree(EVERYTHING);
    Map<JsonNode, Set<String>> asked = new IdentityHashMap<>();

    askEverywhere(plan, plan, "", SCHEMA, asked);

    Set<JsonNode> sections = Collections.newSetFromMap(new IdentityHashMap<>());
    addSections(SCHEMA, sections);
    assertThat(asked).hasSameSizeAs(sections);
    asked.forEach(
        (section, fields) ->
            assertThat(fields)
                .as(section.path("title").asText())
                .containsExactlyInAnyOrderElementsOf(new HashSet<>(names(section))));
  }

  /** The sections of the schema whose fields are not free. */
  private static void addSections(JsonNode schema, Set<JsonNode> sections) {
    if (isSection(schema)) {
      sections.add(schema);
    }
    schema.forEach(child -> addSections(child, sections));
  }

  private static boolean isSection(JsonNode schema) {
    return schema.path("additionalProperties").isBoolean() && schema.has("properties");
  }

  private static List<String> names(JsonNode section) {
    List<String> names = new java.util.ArrayList<>();
    section.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void askEverywhere(
      JsonNode plan, JsonNode at, String path, JsonNode schema, Map<JsonNode, Set<String>> asked) {
    JsonNode described = described(schema, at);
    if (at instanceof ObjectNode section) {
      if (isSection(described)) {
        asked.computeIfAbsent(described, none -> new TreeSet<>()).addAll(ask(plan, section, path));
      }
      section
          .fields()
          .forEachRemaining(
              field ->
                  askEverywhere(
                      plan,
                      field.getValue(),
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      described.path("properties").path(field.getKey()),
                      asked));
    }
    for (int i = 0; at.isArray() && i < at.size(); i++) {
      askEverywhere(plan, at.get(i), path + "[" + i + "]", described.path("items"), asked);
    }
  }

  /** The schema of a part of a plan, behind references and choices. */
  private static JsonNode described(JsonNode schema, JsonNode part) {
    if (schema.has("$ref")) {
      return described(SCHEMA.at(schema.path("$ref").asText().substring(1)), part);
    }
    for (JsonNode choice : schema.path("oneOf")) {
      JsonNode one = described(choice, part);
      boolean fits = part.isObject() && one.has("properties");
      for (JsonNode required : one.path("required")) {
        fits &= part.has(required.asText());
      }
      JsonNode kind = one.path("properties").path("kind").path("const");
      if (fits && (kind.isMissingNode() || kind.equals(part.path("kind")))) {
        return one;
      }
    }
    return schema;
  }

  private static List<String> ask(JsonNode plan, ObjectNode section, String path) {
    section.put("nobody-knows", 1);
    String message = "";
    try {
      MonitoringPlan.parse(plan.toString());
    } catch (InvalidPlanException e) {
      message = String.valueOf(e.getMessage());
    }
    section.remove("nobody-knows");
    String place = path.isEmpty() ? "nobody-knows (" : path + ".nobody-knows (";
    String known =
        message
            .lines()
            .filter(line -> line.strip().startsWith(place))
            .findFirst()
            .orElseThrow(() -> new AssertionError("the reader takes anything at " + path))
            .replaceAll(".*known here are ", "");
    return Arrays.asList(known.split(", "));
  }
}
