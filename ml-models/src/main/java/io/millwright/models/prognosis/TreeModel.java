package io.millwright.models.prognosis;

import io.millwright.models.prognosis.Prognosis.RemainingLife;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A model of boosted trees. Pure Java: scoring needs neither Tribuo nor native code. */
public final class TreeModel implements ScoringModel {
  private final ModelReference reference;
  private final List<String> descriptors;
  private final double[] typical;
  private final TreeEnsemble trees;
  private final Meaning meaning;

  /**
   * @param typical median of each descriptor in healthy assets of the training data; NaN = unknown
   */
  public TreeModel(
      ModelReference reference,
      List<String> descriptors,
      double[] typical,
      TreeEnsemble trees,
      Meaning meaning) {
    if (descriptors.size() != typical.length) {
      throw new IllegalArgumentException(
          descriptors.size() + " descriptors, but " + typical.length + " typical values");
    }
    this.reference = reference;
    this.descriptors = List.copyOf(descriptors);
    this.typical = typical.clone();
    this.trees = trees;
    this.meaning = meaning;
  }

  /** What the sum of the trees means. */
  public sealed interface Meaning {
    /** Log-odds of a failure within the horizon. */
    record FailureOdds(double horizonHours, Calibration calibration) implements Meaning {}

    /** Remaining life as a share of the cap. */
    record ShareOfLife(double capHours, LifeIntervals intervals) implements Meaning {}
  }

  @Override
  public ModelReference reference() {
    return reference;
  }

  @Override
  public Target target() {
    return meaning instanceof Meaning.FailureOdds
        ? Target.FAILURE_WITHIN_HORIZON
        : Target.REMAINING_LIFE;
  }

  @Override
  public List<String> descriptors() {
    return descriptors;
  }

  public double[] typical() {
    return typical.clone();
  }

  public TreeEnsemble trees() {
    return trees;
  }

  /** Longest remaining life that it tells apart, in hours; NaN for a failure probability. */
  public double capHours() {
    return meaning instanceof Meaning.ShareOfLife share ? share.capHours() : Double.NaN;
  }

  public Meaning meaning() {
    return meaning;
  }

  @Override
  public double score(double[] values) {
    check(values);
    float raw = trees.score(values);
    if (meaning instanceof Meaning.FailureOdds odds) {
      return odds.calibration().probability(raw);
    }
    double cap = ((Meaning.ShareOfLife) meaning).capHours();
    return Math.max(0, Math.min(cap, raw * cap));
  }

  @Override
  public RemainingLife remainingLife(double[] values) {
    return meaning instanceof Meaning.ShareOfLife share
        ? share.intervals().around(score(values))
        : ScoringModel.super.remainingLife(values);
  }

  @Override
  public List<Contribution> contributions(double[] values, int limit) {
    check(values);
    double[] sums = trees.contributions(values);
    // A longer life is a smaller risk.
    double sign = meaning instanceof Meaning.FailureOdds ? 1 : -1;
    List<Contribution> all = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      if (sums[i] != 0) {
        all.add(new Contribution(descriptors.get(i), values[i], typical[i], sign * sums[i]));
      }
    }
    all.sort(
        Comparator.comparingDouble((Contribution each) -> -Math.abs(each.contribution()))
            .thenComparing(Contribution::descriptor));
    return List.copyOf(all.subList(0, Math.min(limit, all.size())));
  }

  private void check(double[] values) {
    if (values.length != typical.length) {
      throw new IllegalArgumentException(
          "model "
              + reference.name()
              + " takes "
              + typical.length
              + " values, but was given "
              + values.length);
    }
  }
}
