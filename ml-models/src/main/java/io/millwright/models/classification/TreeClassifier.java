package io.millwright.models.classification;

import io.millwright.models.prognosis.Calibration;
import io.millwright.models.prognosis.TreeEnsemble;
import java.util.List;

/**
 * Says how probable it is that something comes true. Immutable.
 *
 * @param members trees that give log-odds; their mean counts
 * @param calibration of that mean, from rows that trees had not seen
 */
public record TreeClassifier(List<TreeEnsemble> members, Calibration calibration) {
  public TreeClassifier {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw new IllegalArgumentException("a classifier needs trees");
    }
  }

  /**
   * From 0 to 1.
   *
   * @param values one a feature; NaN = missing
   */
  public double probability(double[] values) {
    return calibration.probability(logOdds(members, values));
  }

  /** Not calibrated. */
  static double logOdds(List<TreeEnsemble> members, double[] values) {
    double sum = 0;
    for (TreeEnsemble member : members) {
      sum += member.score(values);
    }
    return sum / members.size();
  }
}
