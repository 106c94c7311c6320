package io.millwright.models.detection;

import io.millwright.models.operation.RegimeSet;
import java.util.List;

/**
 * One detector of a plan: a number is made of some descriptors, or of the states of other
 * detectors, and held against limits for some time. The same for all assets of the plan; what
 * differs is kept in {@link StateDetection}.
 *
 * @param name unique in its plan
 * @param subject whose state it is: a point; for one that watches several points, its own name
 * @param descriptors as {@code point/descriptor}; all must have a value for it to judge
 * @param members names of detectors before it in the plan; it has either those or descriptors
 * @param unknownAfterScans when it has had no number for so many scans, its state is not known
 * @param judged the regimes in which it judges; in the others its state stays as it is
 */
public record Detector(
    String name,
    String subject,
    List<String> descriptors,
    List<String> members,
    RegimeSet judged,
    Method method,
    Limits limits,
    Timing timing,
    int unknownAfterScans) {
  public Detector {
    descriptors = List.copyOf(descriptors);
    members = List.copyOf(members);
    if (descriptors.isEmpty() == members.isEmpty()) {
      throw new IllegalArgumentException(name + " must have either descriptors or members");
    }
  }

  /** One that holds a descriptor of a point against limits. */
  public static Detector ofValue(
      String name,
      String point,
      String descriptor,
      Limits limits,
      Timing timing,
      int unknownAfterScans) {
    return new Detector(
        name,
        point,
        List.of(point + "/" + descriptor),
        List.of(),
        RegimeSet.ALWAYS,
        Method.VALUE,
        limits,
        timing,
        unknownAfterScans);
  }
}
