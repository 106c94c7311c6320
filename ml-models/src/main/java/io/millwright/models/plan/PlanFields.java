package io.millwright.models.plan;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one section of a plan. A field that is missing or wrong is noted as a fault, and a
 * harmless value is given in its place, so that one reading finds every fault.
 */
final class PlanFields {
  private final PlanNode section;
  private final Map<String, PlanNode> fields;
  private final List<String> faults;
  private final Set<String> asked = new LinkedHashSet<>();

  PlanFields(PlanNode section, List<String> faults) {
    this.section = section;
    this.faults = faults;
    Map<String, PlanNode> given = section.fields();
    if (given == null) {
      fault(section, "must be a section of 'name: value' lines, but is " + section.shown());
    }
    this.fields = given == null ? Map.of() : given;
  }

  boolean has(String name) {
    asked.add(name);
    return fields.containsKey(name);
  }

  /** Notes a fault of a field, or of the section where the field is missing. */
  void faultAt(String name, String whatWouldBeRight) {
    PlanNode node = fields.get(name);
    fault(node == null ? section : node, whatWouldBeRight);
  }

  private void fault(PlanNode node, String text) {
    faults.add(place(node.path(), node.line()) + ": " + text);
  }

  private static String place(String path, int line) {
    return (path.isEmpty() ? "the plan" : path) + " (line " + line + ")";
  }

  private @Nullable PlanNode required(String name, String what) {
    asked.add(name);
    PlanNode node = fields.get(name);
    if (node == null) {
      String path = section.path().isEmpty() ? name : section.path() + "." + name;
      faults.add(place(path, section.line()) + ": is missing; write " + what);
    }
    return node;
  }

  private @Nullable String scalar(PlanNode node, String what) {
    if (node.text() == null || node.text().isBlank()) {
      fault(node, "must be " + what + ", but is " + node.shown());
      return null;
    }
    return node.text().strip();
  }

  String text(String name, String what) {
    PlanNode node = required(name, what);
    String text = node == null ? null : scalar(node, what);
    return text == null ? "" : text;
  }

  String text(String name, String what, String otherwise) {
    return has(name) ? text(name, what) : otherwise;
  }

  double number(String name, String what) {
    PlanNode node = required(name, what);
    return node == null ? Double.NaN : number(node, what);
  }

  double number(String name, String what, double otherwise) {
    return has(name) ? number(name, what) : otherwise;
  }

  private double number(PlanNode node, String what) {
    String text = scalar(node, what);
    if (text == null) {
      return Double.NaN;
    }
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The fault below says what would be right.
    }
    fault(node, "must be " + what + ", but is " + node.shown());
    return Double.NaN;
  }

  /** A number from {@code from} to {@code to}; the wrong one is noted and {@code from} given. */
  double numberIn(String name, double from, double to, double otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    String what = "a number from " + from + " to " + to;
    double value = number(name, what);
    if (value < from || value > to) {
      faultAt(name, "must be " + what + ", but is " + value);
      return from;
    }
    return value;
  }

  int integer(String name, int from, int to) {
    String what = "a whole number from " + from + " to " + to;
    PlanNode node = required(name, what);
    String text = node == null ? null : scalar(node, what);
    if (node == null || text == null) {
      return from;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= from && value <= to) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The fault below says what would be right.
    }
    fault(node, "must be " + what + ", but is " + node.shown());
    return from;
  }

  int integer(String name, int from, int to, int otherwise) {
    return has(name) ? integer(name, from, to) : otherwise;
  }

  Duration duration(String name, Duration from, Duration to) {
    String what = "an ISO 8601 duration from " + from + " to " + to;
    PlanNode node = required(name, what);
    String text = node == null ? null : scalar(node, what);
    if (node == null || text == null) {
      return from;
    }
    try {
      Duration value = Duration.parse(text);
      if (value.compareTo(from) >= 0 && value.compareTo(to) <= 0) {
        return value;
      }
    } catch (DateTimeParseException e) {
      // The fault below says what would be right.
    }
    fault(node, "must be " + what + ", but is " + node.shown());
    return from;
  }

  Duration duration(String name, Duration from, Duration to, Duration otherwise) {
    return has(name) ? duration(name, from, to) : otherwise;
  }

  /** One of the names; the wrong one is noted and the first given. */
  String oneOf(String name, List<String> allowed) {
    String what = "one of " + String.join(", ", allowed);
    PlanNode node = required(name, what);
    String text = node == null ? null : scalar(node, what);
    if (node != null && text != null && !allowed.contains(text)) {
      fault(node, "must be " + what + ", but is " + node.shown());
    }
    return text == null || !allowed.contains(text) ? allowed.get(0) : text;
  }

  /** The texts of a list; empty when it is missing and may be. */
  List<String> texts(String name, String what, boolean mayBeMissing) {
    List<String> texts = new ArrayList<>();
    for (PlanNode item : items(name, what, mayBeMissing)) {
      String text = scalar(item, what);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** The two numbers of a range, low below high. */
  double[] range(String name) {
    String what = "[lowest, highest]";
    List<PlanNode> items = items(name, what, false);
    if (fields.containsKey(name) && items.size() != 2) {
      faultAt(name, "must be " + what + ", but has " + items.size() + " numbers");
    }
    if (items.size() != 2) {
      return new double[] {0, 1};
    }
    double low = number(items.get(0), "a number");
    double high = number(items.get(1), "a number");
    if (low >= high) {
      faultAt(name, "must be " + what + ", but " + low + " is not below " + high);
    }
    return new double[] {low, high};
  }

  /** The numbers of a list. */
  List<Double> numberList(String name, String what) {
    List<Double> numbers = new ArrayList<>();
    for (PlanNode item : items(name, what, false)) {
      double number = number(item, "a number");
      if (!Double.isNaN(number)) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** Whether a field is there and is a single value. */
  boolean isText(String name) {
    asked.add(name);
    PlanNode node = fields.get(name);
    return node != null && node.text() != null;
  }

  /** The sections of a list. */
  List<PlanFields> sections(String name, String what, boolean mayBeMissing) {
    return items(name, what, mayBeMissing).stream()
        .map(item -> new PlanFields(item, faults))
        .toList();
  }

  private List<PlanNode> items(String name, String what, boolean mayBeMissing) {
    if (mayBeMissing && !has(name)) {
      return List.of();
    }
    PlanNode node = required(name, what);
    if (node == null) {
      return List.of();
    }
    if (node.items() == null) {
      fault(node, "must be a list, " + what + ", but is " + node.shown());
      return List.of();
    }
    return node.items();
  }

  PlanFields section(String name, String what) {
    PlanNode node = required(name, what);
    return new PlanFields(
        node == null
            ? new PlanNode(section.path() + "." + name, section.line(), null, null, Map.of())
            : node,
        // The fields of a section that is missing are not missed one by one.
        node == null ? new ArrayList<>() : faults);
  }

  /** Names and numbers of a section whose names are free. */
  Map<String, Double> numbers(String what) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (String name : fields.keySet()) {
      numbers.put(name, number(name, what));
    }
    return numbers;
  }

  /** Notes each field that nobody asked for. */
  void nothingElse() {
    fields.forEach(
        (name, node) -> {
          if (!asked.contains(name)) {
            fault(node, "is unknown; known here are " + String.join(", ", asked));
          }
        });
  }
}
