package io.millwright.models.advisory;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.detection.State;
import io.millwright.models.detection.StateDetection;
import io.millwright.models.health.Likelihood;
import io.millwright.models.prognosis.Prognosis;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How one failure mode of one asset stands in the scan that is being evaluated, and what an
 * advisory about it is made from. Kept with the asset and brought up to date each scan.
 */
public final class Situation implements Assessment {
  private final AssetKey asset;
  private final String failureMode;
  private final StateDetection states;
  private final int[] symptoms;
  private final Function<String, PointFacts> points;
  private final BiFunction<Prognosis, DescriptorVector, Prognosis> explanation;
  private @Nullable DescriptorVector vector;
  private int bin;
  private @Nullable Prognosis prognosis;
  private double likelihood = Double.NaN;
  private double coverage;
  private long trendFromMicros;

  /**
   * @param symptoms places of the detectors that tell the failure mode; none = only a prognosis
   *     does
   * @param points what is known about a point of the plan, by name
   * @param explanation the prognosis with its contributions
   */
  public Situation(
      AssetKey asset,
      String failureMode,
      StateDetection states,
      int[] symptoms,
      Function<String, PointFacts> points,
      BiFunction<Prognosis, DescriptorVector, Prognosis> explanation) {
    this.asset = asset;
    this.failureMode = failureMode;
    this.states = states;
    this.symptoms = symptoms;
    this.points = points;
    this.explanation = explanation;
  }

  /**
   * A point, for people.
   *
   * @param description may be empty
   * @param unit UCUM
   * @param shownUnit as people write it
   * @param recent mean of the last scans; NaN = not known
   * @param baseline when new or newly repaired; NaN = not known
   */
  public record PointFacts(
      String name,
      String description,
      String unit,
      String shownUnit,
      double recent,
      double baseline) {}

  /**
   * A scan has been assessed.
   *
   * @param bin of steady operation
   * @param trendFromMicros event time from which the trend is worth looking at
   */
  public void update(
      DescriptorVector vector,
      int bin,
      @Nullable Prognosis prognosis,
      @Nullable Likelihood likelihood,
      long trendFromMicros) {
    this.vector = vector;
    this.bin = bin;
    this.prognosis = prognosis;
    this.likelihood = likelihood == null || !isNews() ? Double.NaN : likelihood.value();
    this.coverage = likelihood == null ? 0 : likelihood.coverage();
    this.trendFromMicros = trendFromMicros;
  }

  /** Whether the likelihood is made of something of this scan. */
  private boolean isNews() {
    boolean news = prognosis != null;
    for (int symptom : symptoms) {
      news |= states.hasJudged(symptom);
    }
    return news;
  }

  public String failureMode() {
    return failureMode;
  }

  @Override
  public double failureProbability() {
    return prognosis == null ? Double.NaN : prognosis.failureProbability();
  }

  @Override
  public double lifeHours() {
    return prognosis == null ? Double.NaN : prognosis.remainingLife().hours();
  }

  @Override
  public double likelihood() {
    return likelihood;
  }

  @Override
  public State stateOf(String detector) {
    return states.stateOfDetector(states.set().indexOf(detector));
  }

  @Override
  public boolean hasJudged(String detector) {
    return states.hasJudged(states.set().indexOf(detector));
  }

  AssetKey asset() {
    return asset;
  }

  StateDetection states() {
    return states;
  }

  PointFacts point(String name) {
    return points.apply(name);
  }

  /** The prognosis with what moved it; null = there is none. */
  @Nullable Prognosis explained() {
    Prognosis now = prognosis;
    DescriptorVector seen = vector;
    return now == null || seen == null ? null : explanation.apply(now, seen);
  }

  /** Share of the failure mode's symptoms that is known, 0 to 1. */
  double coverage() {
    return coverage;
  }

  /** Each descriptor's share in what a detector sees; all 0 where it is not known. */
  double[] sharesOf(int detector) {
    DescriptorVector seen = vector;
    return seen == null
        ? new double[states.set().detector(detector).descriptors().size()]
        : states.sharesOf(detector, seen, bin);
  }

  /** Latest value of a descriptor; NaN = not known. */
  double valueOf(String descriptor) {
    DescriptorVector seen = vector;
    int place = seen == null ? -1 : seen.names().indexOf(descriptor);
    return seen == null || place < 0 ? Double.NaN : seen.values()[place];
  }

  long trendFromMicros() {
    return trendFromMicros;
  }
}
