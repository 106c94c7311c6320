package io.millwright.models.evaluation;

import io.millwright.models.dataset.CwruRecord.Fault;
import io.millwright.models.spectrum.BearingDiagnosis;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many of the bearings of Case Western Reserve University are diagnosed rightly.
 *
 * @param verdicts one of each record
 */
public record CwruEvaluation(List<Verdict> verdicts) {
  public CwruEvaluation {
    verdicts = List.copyOf(verdicts);
  }

  /**
   * One record.
   *
   * @param found what lines and likeness say together
   * @param lines what kinematics say
   * @param likeness which of the records learned from sounds most alike
   */
  public record Verdict(
      String name,
      Fault truth,
      Fault found,
      BearingDiagnosis lines,
      CwruDiagnosis.Likeness likeness) {
    public boolean isRight() {
      return found == truth;
    }
  }

  /** Share of the records that are right; NaN without any. */
  public double accuracy() {
    return verdicts.stream().mapToDouble(CwruEvaluation::share).average().orElse(Double.NaN);
  }

  /** Of each class that occurs, the share of its records that are right. */
  public Map<Fault, Double> accuracyByClass() {
    Map<Fault, Double> shares = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      verdicts.stream()
          .filter(verdict -> verdict.truth() == fault)
          .mapToDouble(CwruEvaluation::share)
          .average()
          .ifPresent(share -> shares.put(fault, share));
    }
    return Collections.unmodifiableMap(shares);
  }

  private static double share(Verdict verdict) {
    return verdict.isRight() ? 1 : 0;
  }
}
