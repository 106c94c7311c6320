package io.millwright.models.evaluation;

import io.millwright.models.dataset.CwruRecord;
import io.millwright.models.dataset.CwruRecord.Fault;
import io.millwright.models.spectrum.Bearing;
import io.millwright.models.spectrum.BearingDiagnosis;
import io.millwright.models.spectrum.BearingLimits;
import io.millwright.models.spectrum.BearingPart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many of the bearings of Case Western Reserve University are diagnosed rightly, by the lines
 * of their vibration alone.
 *
 * @param verdicts one of each record
 */
public record CwruEvaluation(List<Verdict> verdicts) {
  /**
   * The bearing at the drive end, SKF 6205-2RS, by the multiples that the data center published;
   * what it calls the rolling element's frequency is twice that of its spin.
   */
  public static final Bearing DRIVE_END = new Bearing(3.5848, 5.4152, 4.7135, 0.39828);

  public CwruEvaluation {
    verdicts = List.copyOf(verdicts);
  }

  /**
   * One record.
   *
   * @param found what the lines say
   * @param diagnosis the lines themselves
   */
  public record Verdict(String name, Fault truth, Fault found, BearingDiagnosis diagnosis) {
    public boolean isRight() {
      return found == truth;
    }
  }

  /** Diagnoses each record as a whole. */
  public static CwruEvaluation run(List<CwruRecord> records, BearingLimits limits) {
    List<Verdict> verdicts = new ArrayList<>();
    for (CwruRecord record : records) {
      BearingDiagnosis diagnosis =
          BearingDiagnosis.of(record.driveEnd(), DRIVE_END, record.rpm() / 60);
      Fault found = diagnosis.suspect(limits).map(CwruEvaluation::fault).orElse(Fault.NONE);
      verdicts.add(new Verdict(record.name(), record.fault(), found, diagnosis));
    }
    return new CwruEvaluation(verdicts);
  }

  private static Fault fault(BearingPart part) {
    return switch (part) {
      case OUTER_RACE -> Fault.OUTER_RACE;
      case INNER_RACE -> Fault.INNER_RACE;
      case BALL, CAGE -> Fault.BALL;
    };
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
