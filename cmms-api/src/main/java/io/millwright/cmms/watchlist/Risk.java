package io.millwright.cmms.watchlist;

import io.millwright.cmms.asset.Criticality;
import io.millwright.cmms.workorder.RaisedAdvisory;
import org.jspecify.annotations.Nullable;

/**
 * What is at stake while an advisory waits: how likely the failure is, times what it leads to.
 * Between 0 and 1, of use for ranking only: the consequences of the classes are shares of that of
 * class A, not money.
 *
 * @param probability 0 to 1
 */
record Risk(double probability, Basis basis, @Nullable Criticality criticality) {

  /** What the probability rests on, the best that is known. */
  enum Basis {
    /** The probability of failure within the horizon of a model. */
    PROGNOSIS,
    /** The likelihood of the failure mode by its symptoms. */
    SYMPTOMS,
    /**
     * Neither is known: the rule's priority stands for it, 1 = 0.9, then 0.7, 0.5, 0.3, 5 = 0.1.
     */
    PRIORITY
  }

  Risk {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability must be 0 to 1, but was " + probability);
    }
  }

  static Risk of(RaisedAdvisory advisory, @Nullable Criticality criticality) {
    Double prognosis = advisory.reason().prognosis().failureProbability();
    if (prognosis != null) {
      return new Risk(share(prognosis), Basis.PROGNOSIS, criticality);
    }
    Double likelihood = advisory.likelihood();
    if (likelihood != null) {
      return new Risk(share(likelihood), Basis.SYMPTOMS, criticality);
    }
    return new Risk((11 - 2 * advisory.priority()) / 10.0, Basis.PRIORITY, criticality);
  }

  /** With what a further advisory says, unless it knows less. */
  Risk updated(Risk further) {
    return further.basis.compareTo(basis) <= 0 ? further : this;
  }

  double value() {
    return probability * consequence(criticality);
  }

  /** An asset that nobody has classed counts as one of class B. */
  private static double consequence(@Nullable Criticality criticality) {
    if (criticality == null) {
      return 0.5;
    }
    return switch (criticality) {
      case A -> 1;
      case B -> 0.5;
      case C -> 0.2;
    };
  }

  /** A model may miss the bounds by a rounding. */
  private static double share(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
