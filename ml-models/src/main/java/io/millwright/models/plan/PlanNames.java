package io.millwright.models.plan;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a plan has named so far, for the sections that refer to it. */
final class PlanNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
  private static final String A_NAME =
      "a name of 1 to 128 characters of A-Z a-z 0-9 . _ : -, beginning with a letter or digit";

  private final Map<String, Integer> points = new LinkedHashMap<>();
  private final Map<String, MonitoringPlan.Point> pointOf = new LinkedHashMap<>();
  private final Set<String> descriptors = new HashSet<>();
  private final Set<String> detectors = new LinkedHashSet<>();
  private final Set<String> subjects = new LinkedHashSet<>();

  /** A name in the plan's own words, checked. */
  static String name(PlanFields fields, String field) {
    String name = fields.text(field, A_NAME);
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      fields.faultAt(field, "must be " + A_NAME + ", but is '" + name + "'");
    }
    return name;
  }

  /** False = it is there already. */
  boolean addPoint(String name) {
    return points.putIfAbsent(name, points.size()) == null;
  }

  void describePoints(List<MonitoringPlan.Point> described) {
    described.forEach(point -> pointOf.putIfAbsent(point.name(), point));
  }

  boolean hasPoint(String name) {
    return points.containsKey(name);
  }

  /** Its place among the points; it must be there. */
  int place(String point) {
    return points.getOrDefault(point, -1);
  }

  /** It must be there, and be described. */
  MonitoringPlan.Point point(String name) {
    MonitoringPlan.Point point = pointOf.get(name);
    if (point == null) {
      throw new IllegalArgumentException(name + " is not described");
    }
    return point;
  }

  void checkPoint(PlanFields fields, String field, String point) {
    if (!point.isEmpty() && !hasPoint(point)) {
      fields.faultAt(
          field,
          "'"
              + point
              + "' is not a point of this plan; known are "
              + String.join(", ", points.keySet()));
    }
  }

  /** False = it is there already. */
  boolean addDescriptor(String name) {
    return descriptors.add(name);
  }

  boolean hasDescriptor(String name) {
    return descriptors.contains(name);
  }

  /** False = it is there already. */
  boolean addDetector(String name, String subject) {
    subjects.add(subject);
    return detectors.add(name);
  }

  boolean hasDetector(String name) {
    return detectors.contains(name);
  }

  void checkDetector(PlanFields fields, String field, String detector) {
    if (!detector.isEmpty() && !hasDetector(detector)) {
      fields.faultAt(
          field,
          "'"
              + detector
              + "' is not a detector before this place"
              + (detectors.isEmpty() ? "" : "; known are " + String.join(", ", detectors)));
    }
  }

  boolean hasSubject(String name) {
    return subjects.contains(name);
  }
}
