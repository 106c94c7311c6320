package io.millwright.models.evaluation;

import io.millwright.models.dataset.CwruRecord;
import io.millwright.models.dataset.CwruRecord.Fault;
import io.millwright.models.spectrum.BandShape;
import io.millwright.models.spectrum.Bearing;
import io.millwright.models.spectrum.BearingDiagnosis;
import io.millwright.models.spectrum.BearingLimits;
import io.millwright.models.spectrum.BearingPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells what is damaged by what kinematics say of the lines, and by which of the records learned
 * from sounds most alike: whichever is clearer.
 *
 * <pre>
 *   clarity of the lines:     how far those of the suspected part are beyond their limit
 *   clarity of the likeness:  squared distance from the nearest record of another class,
 *                             over that from the nearest of all; none where that is farther
 *                             than learned records are from each other, in the median
 * </pre>
 *
 * <p>A damaged ball need not show in any line, and may show in those of the races, but has a sound
 * of its own, whatever its size. The two races sound alike, unless the very bearing was learned,
 * but their lines part them. Where the lines say nothing, the likeness tells, if a healthy bearing
 * was learned that the record could have sounded like.
 *
 * <p>No record is compared with itself: one of the same name is left out.
 */
public final class CwruDiagnosis {
  /**
   * The bearing at the drive end, SKF 6205-2RS, by the multiples that the data center published;
   * what it calls the rolling element's frequency is twice that of its spin.
   */
  public static final Bearing DRIVE_END = new Bearing(3.5848, 5.4152, 4.7135, 0.39828);

  /** Below it is mostly the shaft. */
  private static final double LOWEST_HZ = 100;

  /** Up to it the decimated healthy record is as it was. */
  private static final double HIGHEST_HZ = 4_800;

  /** Somewhat more than the distance of the lines of an inner race, 162 Hz. */
  private static final double BAND_HZ = 200;

  /** A record learned from. */
  private record Learned(String name, Fault fault, BandShape shape) {}

  /**
   * What a record sounds like.
   *
   * @param fault of the nearest record
   * @param decibels how unlike that is, 0 or more
   * @param clarity squared distance from the nearest record of another class over that from the
   *     nearest of all, 1 or more; 1 = there is no other class
   */
  public record Likeness(Fault fault, double decibels, double clarity) {}

  private final List<Learned> learned = new ArrayList<>();
  private final BearingLimits limits;

  /** How far a record may be from the nearest to sound like it, in dB. */
  private final double near;

  /**
   * Learns.
   *
   * @param records those that may be learned from; none = lines alone tell
   */
  public CwruDiagnosis(List<CwruRecord> records, BearingLimits limits) {
    this.limits = limits;
    for (CwruRecord record : records) {
      learned.add(new Learned(record.name(), record.fault(), shape(record)));
    }
    double[] apart =
        learned.stream()
            .mapToDouble(it -> likeness(it.shape(), others(it.name())).decibels())
            .sorted()
            .toArray();
    this.near = apart.length < 2 ? 0 : apart[apart.length / 2];
  }

  /** Diagnoses a record as a whole. Records of its name are not learned from for it. */
  public CwruEvaluation.Verdict of(CwruRecord record) {
    List<Learned> others = others(record.name());
    BearingDiagnosis lines = BearingDiagnosis.of(record.driveEnd(), DRIVE_END, record.rpm() / 60);
    Optional<BearingPart> suspect = lines.suspect(limits);
    Fault byLines = suspect.map(CwruDiagnosis::fault).orElse(Fault.NONE);
    double beyond = suspect.map(part -> lines.indicator(part, limits)).orElse(0.0);
    Likeness likeness = likeness(shape(record), others);
    boolean healthyIsKnown = others.stream().anyMatch(it -> it.fault() == Fault.NONE);
    boolean linesAreClearer =
        suspect.isPresent()
            ? beyond >= likeness.clarity() || likeness.decibels() > near
            : !healthyIsKnown;
    Fault found = linesAreClearer ? byLines : likeness.fault();
    return new CwruEvaluation.Verdict(record.name(), record.fault(), found, lines, likeness);
  }

  private List<Learned> others(String name) {
    return learned.stream().filter(it -> !Objects.equals(it.name(), name)).toList();
  }

  private static Likeness likeness(BandShape shape, List<Learned> others) {
    Fault fault = Fault.NONE;
    double nearest = Double.POSITIVE_INFINITY;
    for (Learned other : others) {
      double decibels = shape.decibelsFrom(other.shape());
      if (decibels < nearest) {
        nearest = decibels;
        fault = other.fault();
      }
    }
    double nextClass = Double.POSITIVE_INFINITY;
    for (Learned other : others) {
      if (other.fault() != fault) {
        nextClass = Math.min(nextClass, shape.decibelsFrom(other.shape()));
      }
    }
    boolean parted = nearest > 0 && !Double.isInfinite(nextClass);
    return new Likeness(fault, nearest, parted ? Math.pow(nextClass / nearest, 2) : 1);
  }

  private static BandShape shape(CwruRecord record) {
    return BandShape.of(record.driveEnd(), LOWEST_HZ, HIGHEST_HZ, BAND_HZ);
  }

  private static Fault fault(BearingPart part) {
    return switch (part) {
      case OUTER_RACE -> Fault.OUTER_RACE;
      case INNER_RACE -> Fault.INNER_RACE;
      case BALL, CAGE -> Fault.BALL;
    };
  }
}
