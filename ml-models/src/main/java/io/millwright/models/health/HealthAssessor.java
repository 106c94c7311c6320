package io.millwright.models.health;

import io.millwright.models.detection.DetectorSet;
import io.millwright.models.detection.State;
import io.millwright.models.detection.StateDetection;
import io.millwright.models.health.HealthPlan.From;
import io.millwright.models.prognosis.Prognosis;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Makes one index out of states and prognoses. One for all assets of a plan. */
public final class HealthAssessor {
  private final From from;
  private final long periodMicros;

  /** Subjects with a weight, in one order: a sum of doubles depends on it. */
  private final int[] subjects;

  private final double[] weights;
  private final List<Mode> modes = new ArrayList<>();

  /** A failure mode with the places of its symptoms. */
  private record Mode(String name, int[] detectors, double[] weights) {}

  /**
   * @param foretold failure modes with a prognosis
   * @param periodMicros of a scan
   * @throws IllegalArgumentException if a subject or a detector is not there
   */
  public HealthAssessor(
      HealthPlan plan, DetectorSet detectors, List<String> foretold, long periodMicros) {
    this.from = plan.from();
    this.periodMicros = periodMicros;
    TreeMap<String, Double> sorted = new TreeMap<>(plan.weights());
    this.subjects =
        sorted.keySet().stream()
            .mapToInt(name -> place(detectors.subjects().indexOf(name), name))
            .toArray();
    this.weights = sorted.values().stream().mapToDouble(Double::doubleValue).toArray();
    TreeMap<String, Mode> byName = new TreeMap<>();
    for (String mode : foretold) {
      byName.put(mode, new Mode(mode, new int[0], new double[0]));
    }
    for (HealthPlan.FailureMode mode : plan.failureModes()) {
      byName.put(
          mode.name(),
          new Mode(
              mode.name(),
              mode.symptoms().stream()
                  .mapToInt(it -> place(detectors.indexOf(it.detector()), it.detector()))
                  .toArray(),
              mode.symptoms().stream().mapToDouble(HealthPlan.Symptom::weight).toArray()));
    }
    modes.addAll(byName.values());
  }

  private static int place(int place, String name) {
    if (place < 0) {
      throw new IllegalArgumentException(name + " is not there");
    }
    return place;
  }

  /** Places of the detectors that tell a failure mode; none = no detector does. */
  public int[] symptomsOf(String failureMode) {
    for (Mode mode : modes) {
      if (mode.name.equals(failureMode)) {
        return mode.detectors;
      }
    }
    return new int[0];
  }

  /**
   * Where the likelihood of a failure mode stands among those of a {@link Health}; -1 = nowhere.
   */
  public int placeOf(String failureMode) {
    return modes.stream().map(mode -> mode.name).toList().indexOf(failureMode);
  }

  /**
   * Assesses a scan.
   *
   * @param lifeShare remaining life as a share of its cap, smallest of the failure modes; NaN = no
   *     prognosis
   * @param instrumentFaulty whether a reading of the asset cannot be trusted
   */
  public Health assess(
      long timeMicros,
      StateDetection states,
      double lifeShare,
      List<Prognosis> prognoses,
      boolean instrumentFaulty) {
    List<Likelihood> likelihoods = new ArrayList<>(modes.size());
    for (int i = 0; i < modes.size(); i++) {
      likelihoods.add(likelihood(modes.get(i), states, prognoses));
    }
    State worst = states.worst();
    State state = instrumentFaulty && worst.compareTo(State.ALERT) < 0 ? State.UNKNOWN : worst;
    if (from == From.REMAINING_LIFE && !Double.isNaN(lifeShare)) {
      return new Health(timeMicros, Math.min(1, Math.max(0, lifeShare)), state, likelihoods, 1, 0);
    }
    return from == From.FAILURE_MODES
        ? fromModes(timeMicros, states, state, likelihoods)
        : fromStates(timeMicros, states, state, likelihoods);
  }

  private Health fromModes(
      long timeMicros, StateDetection states, State state, List<Likelihood> likelihoods) {
    double greatest = Double.NaN;
    double coverage = 1;
    for (Likelihood each : likelihoods) {
      coverage = Math.min(coverage, each.coverage());
      if (!Double.isNaN(each.value()) && !(greatest >= each.value())) {
        greatest = each.value();
      }
    }
    return new Health(
        timeMicros, 1 - greatest, state, likelihoods, coverage, states.ageScans() * periodMicros);
  }

  private Health fromStates(
      long timeMicros, StateDetection states, State state, List<Likelihood> likelihoods) {
    if (subjects.length == 0) {
      return new Health(
          timeMicros,
          indexOf(states.worst()),
          state,
          likelihoods,
          states.knownShare(),
          states.ageScans() * periodMicros);
    }
    double sum = 0;
    double known = 0;
    double all = 0;
    for (int i = 0; i < subjects.length; i++) {
      double index = indexOf(states.stateOf(subjects[i]));
      all += weights[i];
      if (!Double.isNaN(index)) {
        sum += weights[i] * index;
        known += weights[i];
      }
    }
    double index = known == 0 ? Double.NaN : Math.min(1, sum / known);
    return new Health(
        timeMicros, index, state, likelihoods, known / all, states.ageScans() * periodMicros);
  }

  /**
   * Symptoms speak independently of each other ("noisy or", Pearl, 1988): the likelihood is one
   * less the product of what each leaves open. A prognosis counts when it is worse.
   */
  private static Likelihood likelihood(
      Mode mode, StateDetection states, List<Prognosis> prognoses) {
    double open = 1;
    double known = 0;
    double all = 0;
    for (int i = 0; i < mode.detectors.length; i++) {
      double index = indexOf(states.stateOfDetector(mode.detectors[i]));
      all += mode.weights[i];
      if (!Double.isNaN(index)) {
        open *= 1 - mode.weights[i] * (1 - index);
        known += mode.weights[i];
      }
    }
    double value = known == 0 ? Double.NaN : 1 - open;
    double coverage = all == 0 ? 0 : known / all;
    for (int i = 0; i < prognoses.size(); i++) {
      Prognosis prognosis = prognoses.get(i);
      if (prognosis.failureMode().equals(mode.name)) {
        value = value >= prognosis.failureProbability() ? value : prognosis.failureProbability();
        coverage = all == 0 ? 1 : coverage;
      }
    }
    return new Likelihood(mode.name, value, coverage);
  }

  private static double indexOf(State state) {
    return switch (state) {
      case UNKNOWN -> Double.NaN;
      case NORMAL -> 1;
      case ALERT -> 0.5;
      case ALARM -> 0;
    };
  }
}
