package io.millwright.models.detection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The detectors of a plan with all names looked up: one for all of its assets. Immutable, though it
 * hands out its arrays: nobody changes them.
 */
public final class DetectorSet {
  private final List<Detector> detectors;
  private final int bins;
  private final Map<String, Integer> placeOf = new HashMap<>();
  private final List<String> subjects = new ArrayList<>();
  private final int[] subjectOf;
  private final int[][] detectorsOf;

  /** Places of each detector's descriptors in the vector, and of its members in the set. */
  private final int[][] sources;

  private final int[][] members;

  /** Places in the vector of all that each detector's number comes from. */
  private final int[][] behind;

  private final int widest;

  /**
   * @param names of the descriptor vectors to come
   * @param bins of steady operation
   * @throws IllegalArgumentException if a descriptor or a member is not there
   */
  public DetectorSet(List<Detector> detectors, List<String> names, int bins) {
    this.detectors = List.copyOf(detectors);
    this.bins = bins;
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      places.put(names.get(i), i);
    }
    this.subjectOf = new int[detectors.size()];
    this.sources = new int[detectors.size()][];
    this.members = new int[detectors.size()][];
    this.behind = new int[detectors.size()][];
    int most = State.values().length;
    for (int i = 0; i < detectors.size(); i++) {
      Detector detector = detectors.get(i);
      sources[i] = lookUp(detector.descriptors(), places);
      members[i] = lookUp(detector.members(), placeOf);
      behind[i] =
          IntStream.concat(
                  IntStream.of(sources[i]),
                  IntStream.of(members[i]).flatMap(member -> IntStream.of(behind[member])))
              .distinct()
              .toArray();
      most = Math.max(most, sources[i].length);
      placeOf.put(detector.name(), i);
      if (!subjects.contains(detector.subject())) {
        subjects.add(detector.subject());
      }
      subjectOf[i] = subjects.indexOf(detector.subject());
    }
    this.widest = most;
    this.detectorsOf = new int[subjects.size()][];
    for (int subject = 0; subject < detectorsOf.length; subject++) {
      int wanted = subject;
      detectorsOf[subject] =
          IntStream.range(0, subjectOf.length).filter(i -> subjectOf[i] == wanted).toArray();
    }
  }

  private static int[] lookUp(List<String> wanted, Map<String, Integer> places) {
    return wanted.stream()
        .mapToInt(
            name -> {
              Integer place = places.get(name);
              if (place == null) {
                throw new IllegalArgumentException(name + " is not there");
              }
              return place;
            })
        .toArray();
  }

  public int size() {
    return detectors.size();
  }

  public Detector detector(int i) {
    return detectors.get(i);
  }

  /** Place of the detector of that name, or -1. */
  public int indexOf(String name) {
    return placeOf.getOrDefault(name, -1);
  }

  /** What has a state, each once. */
  public List<String> subjects() {
    return subjects;
  }

  /** Bins of steady operation, at least 1. */
  int bins() {
    return bins;
  }

  int subjectOf(int detector) {
    return subjectOf[detector];
  }

  int[] detectorsOf(int subject) {
    return detectorsOf[subject];
  }

  /** Places of a detector's descriptors in the vector. */
  int[] sources(int detector) {
    return sources[detector];
  }

  int[] members(int detector) {
    return members[detector];
  }

  /** All descriptors that a detector's number comes from, as places in the vector. */
  public int[] descriptorsBehind(int detector) {
    return behind[detector];
  }

  /** Room that the row of each detector finds. */
  int widest() {
    return widest;
  }
}
