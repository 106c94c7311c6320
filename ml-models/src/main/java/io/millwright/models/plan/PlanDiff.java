package io.millwright.models.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is different between two plans, in the words of their documents, and what that means for
 * assets that go on from the one to the other.
 *
 * @param from id and version of the old plan
 * @param to id and version of the new plan
 * @param changes in the order of the plan language
 * @param consequences sentences for people; empty = everything that is known is kept
 */
public record PlanDiff(String from, String to, List<Change> changes, List<String> consequences) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Lists of sections, and the field that names each of their items. */
  private static final Map<String, String> NAMED = new LinkedHashMap<>();

  /** How an item is called. */
  private static final Map<String, String> WORD = new LinkedHashMap<>();

  static {
    name("points", "name", "point");
    name("waveforms", "point", "waveform");
    name("detectors", "name", "detector");
    name("prognoses", "failureMode", "prognosis");
    name("failureModes", "name", "failure mode");
    name("advisories", "rule", "rule");
  }

  private static void name(String section, String field, String word) {
    NAMED.put(section, field);
    WORD.put(section, word);
  }

  public PlanDiff {
    changes = List.copyOf(changes);
    consequences = List.copyOf(consequences);
  }

  /** What became of a part of a plan. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED
  }

  /**
   * One change.
   *
   * @param what such as "detector iso-zone" or "scan"
   * @param field of it, such as "alert"; empty where it was added or removed as a whole
   * @param before null = it was not said
   * @param after null = it is no longer said
   */
  public record Change(
      Kind kind, String what, String field, @Nullable String before, @Nullable String after) {

    @Override
    public String toString() {
      return switch (kind) {
        case ADDED -> "+ " + what + (after == null ? "" : ": " + after);
        case REMOVED -> "- " + what + (before == null ? "" : ": " + before);
        case CHANGED ->
            "~ "
                + what
                + (field.isEmpty() ? "" : ", " + field)
                + ": "
                + (before == null ? "not said" : before)
                + " -> "
                + (after == null ? "not said" : after);
      };
    }
  }

  /** What is different. */
  public static PlanDiff between(MonitoringPlan before, MonitoringPlan after) {
    List<Change> changes = new ArrayList<>();
    Map<String, PlanNode> old = fields(PlanNode.read(before.document()));
    Map<String, PlanNode> now = fields(PlanNode.read(after.document()));
    Set<String> names = new LinkedHashSet<>(now.keySet());
    names.addAll(old.keySet());
    for (String name : names) {
      Map<String, Map<String, String>> oldItems = items(name, old.get(name));
      Map<String, Map<String, String>> nowItems = items(name, now.get(name));
      compare(oldItems, nowItems, changes);
    }
    return new PlanDiff(
        shown(before), shown(after), changes, new Consequences(before, after).sentences());
  }

  private static String shown(MonitoringPlan plan) {
    return plan.id() + " version " + plan.version();
  }

  private static Map<String, PlanNode> fields(PlanNode node) {
    return node.fields() == null ? Map.of() : node.fields();
  }

  /** The parts of a section by what they are called, each as its flat fields. */
  private static Map<String, Map<String, String>> items(String section, @Nullable PlanNode node) {
    Map<String, Map<String, String>> items = new LinkedHashMap<>();
    if (node == null) {
      return items;
    }
    String nameField = NAMED.get(section);
    if (nameField != null) {
      for (PlanNode item : list(node)) {
        Map<String, String> flat = flat(item);
        String name = flat.remove(nameField);
        items.put(WORD.get(section) + " " + name, flat);
      }
    } else if (section.equals("instruments")) {
      for (PlanNode item : list(node)) {
        Map<String, String> flat = flat(item);
        flat.remove("points");
        for (String point : texts(item, "points")) {
          items.put("watched sensor " + point, flat);
        }
      }
    } else if (section.equals("descriptors")) {
      for (PlanNode item : list(node)) {
        for (String point : texts(item, "points")) {
          for (String kind : texts(item, "kinds")) {
            items.put("descriptor " + point + "/" + kind, Map.of());
          }
        }
      }
    } else {
      items.put(section, flat(node));
    }
    return items;
  }

  private static List<PlanNode> list(PlanNode node) {
    return node.items() == null ? List.of() : node.items();
  }

  private static List<String> texts(PlanNode item, String field) {
    PlanNode node = fields(item).get(field);
    return node == null
        ? List.of()
        : list(node).stream().map(it -> Objects.requireNonNullElse(it.text(), "").strip()).toList();
  }

  private static Map<String, String> flat(PlanNode node) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", node, flat);
    return flat;
  }

  private static void flatten(String path, PlanNode node, Map<String, String> flat) {
    if (node.fields() != null) {
      node.fields()
          .forEach(
              (name, field) -> flatten(path.isEmpty() ? name : path + "." + name, field, flat));
    } else {
      flat.put(path, value(node));
    }
  }

  private static String value(PlanNode node) {
    if (node.text() != null) {
      return node.text().strip();
    }
    if (node.fields() != null) {
      List<String> parts = new ArrayList<>();
      node.fields().forEach((name, field) -> parts.add(name + ": " + value(field)));
      return "{" + String.join(", ", parts) + "}";
    }
    return "[" + String.join(", ", list(node).stream().map(PlanDiff::value).toList()) + "]";
  }

  private static void compare(
      Map<String, Map<String, String>> before,
      Map<String, Map<String, String>> after,
      List<Change> changes) {
    after.forEach(
        (what, fields) -> {
          Map<String, String> old = before.get(what);
          if (old == null) {
            changes.add(new Change(Kind.ADDED, what, "", null, words(fields)));
          } else {
            compareFields(what, old, fields, changes);
          }
        });
    before.forEach(
        (what, fields) -> {
          if (!after.containsKey(what)) {
            changes.add(new Change(Kind.REMOVED, what, "", words(fields), null));
          }
        });
  }

  private static @Nullable String words(Map<String, String> fields) {
    List<String> words = new ArrayList<>();
    fields.forEach((name, value) -> words.add(name.isEmpty() ? value : name + " " + value));
    return words.isEmpty() ? null : String.join(", ", words);
  }

  private static void compareFields(
      String what, Map<String, String> before, Map<String, String> after, List<Change> changes) {
    Set<String> names = new LinkedHashSet<>(after.keySet());
    names.addAll(before.keySet());
    for (String name : names) {
      String old = before.get(name);
      String now = after.get(name);
      if (!same(old, now)) {
        changes.add(new Change(Kind.CHANGED, what, name, old, now));
      }
    }
  }

  /** Whether two values mean the same: 5 and 5.0, PT60S and PT1M. */
  private static boolean same(@Nullable String a, @Nullable String b) {
    if (a == null || b == null || a.equals(b)) {
      return Objects.equals(a, b);
    }
    try {
      return a.startsWith("P") && b.startsWith("P")
          ? Duration.parse(a).equals(Duration.parse(b))
          : Double.compare(Double.parseDouble(a), Double.parseDouble(b)) == 0;
    } catch (DateTimeParseException | NumberFormatException e) {
      return false;
    }
  }

  /** Whether the plans say the same, but for id, version and title. */
  public boolean isEmpty() {
    Set<String> labels = new TreeSet<>(List.of("id", "version", "title"));
    return changes.stream().allMatch(change -> labels.contains(change.what()));
  }

  /** For people, one change a line. */
  public String toText() {
    StringBuilder text = new StringBuilder("From " + from + " to " + to + ":\n");
    if (changes.isEmpty()) {
      text.append("  nothing is different\n");
    }
    changes.forEach(change -> text.append("  ").append(change).append('\n'));
    if (!changes.isEmpty()) {
      text.append("What it means for assets that go on under it:\n");
      if (consequences.isEmpty()) {
        text.append("  all that is known of them is kept\n");
      }
      consequences.forEach(sentence -> text.append("  ").append(sentence).append('\n'));
    }
    return text.toString();
  }

  /** For programs: from, to, changes with kind, what, field, before and after, consequences. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode().put("from", from).put("to", to);
    ArrayNode list = json.putArray("changes");
    for (Change change : changes) {
      list.addObject()
          .put("kind", change.kind().name())
          .put("what", change.what())
          .put("field", change.field())
          .put("before", change.before())
          .put("after", change.after());
    }
    ArrayNode sentences = json.putArray("consequences");
    consequences.forEach(sentences::add);
    return json.toPrettyString();
  }
}
