package io.millwright.models.classification;

import io.millwright.models.prognosis.Calibration;
import io.millwright.models.prognosis.TreeEnsemble;
import io.millwright.models.tribuo.TreeParameters;
import io.millwright.models.tribuo.TreeTrainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Trains a {@link TreeClassifier}; the same rows and settings give the same.
 *
 * @param classifier trained on all rows
 * @param outOfFold calibrated probability of each row by trees that had not seen its group: what
 *     thresholds may be chosen on
 * @param chosen of the candidates
 */
@SuppressWarnings("ArrayRecordComponent")
public record ClassifierTraining(
    TreeClassifier classifier, double[] outOfFold, TreeParameters chosen) {

  /**
   * Trains.
   *
   * @throws UnfitDataException unless it came true in 2 groups or more and did not in 2 or more,
   *     and there are as many groups as folds
   */
  public static ClassifierTraining train(LabelledRows rows, ClassifierSettings settings) {
    check(rows);
    long seed = settings.candidates().get(0).seed();
    int[] folds = Folds.of(rows.groups(), rows.labels(), settings.folds(), seed);
    TreeParameters chosen = settings.candidates().get(0);
    double[] chosenOdds = {};
    double smallest = Double.POSITIVE_INFINITY;
    for (TreeParameters candidate : settings.candidates()) {
      double[] odds = outOfFold(rows, folds, candidate, settings);
      double loss =
          ProbabilityQuality.of(
                  calibrated(Calibration.fit(odds, rows.labels()), odds), rows.labels())
              .logLoss();
      if (loss < smallest) {
        smallest = loss;
        chosen = candidate;
        chosenOdds = odds;
      }
    }
    Calibration calibration = Calibration.fit(chosenOdds, rows.labels());
    return new ClassifierTraining(
        new TreeClassifier(members(rows, chosen, settings.members()), calibration),
        calibrated(calibration, chosenOdds),
        chosen);
  }

  private static double[] outOfFold(
      LabelledRows rows, int[] folds, TreeParameters parameters, ClassifierSettings settings) {
    double[] odds = new double[rows.size()];
    for (int i = 0; i < settings.folds(); i++) {
      int fold = i;
      List<TreeEnsemble> members =
          members(rows.where(row -> folds[row] != fold), parameters, settings.members());
      for (int row = 0; row < odds.length; row++) {
        if (folds[row] == fold) {
          odds[row] = TreeClassifier.logOdds(members, rows.values(row));
        }
      }
    }
    return odds;
  }

  private static List<TreeEnsemble> members(
      LabelledRows rows, TreeParameters parameters, int count) {
    List<TreeEnsemble> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(
          TreeTrainer.classification(
                  rows.names(),
                  rows.values(),
                  rows.labels(),
                  parameters.withSeed(parameters.seed() + i))
              .ensemble());
    }
    return members;
  }

  private static double[] calibrated(Calibration calibration, double[] odds) {
    return Arrays.stream(odds).map(calibration::probability).toArray();
  }

  private static void check(LabelledRows rows) {
    Set<Integer> came = new TreeSet<>();
    Set<Integer> didNot = new TreeSet<>();
    int[] groups = rows.groups();
    for (int row = 0; row < groups.length; row++) {
      (rows.label(row) ? came : didNot).add(groups[row]);
    }
    if (came.size() < 2 || didNot.size() < 2) {
      throw new UnfitDataException(
          "what is to be learned is so in "
              + came.size()
              + " machines, rows or configurations and not so in "
              + didNot.size()
              + "; 2 of each at least are right");
    }
  }
}
