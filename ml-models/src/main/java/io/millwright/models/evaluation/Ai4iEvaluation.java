package io.millwright.models.evaluation;

import io.millwright.models.classification.ClassifierSettings;
import io.millwright.models.classification.ClassifierTraining;
import io.millwright.models.classification.Folds;
import io.millwright.models.classification.LabelledRows;
import io.millwright.models.classification.ProbabilityQuality;
import io.millwright.models.classification.UnfitDataException;
import io.millwright.models.dataset.Ai4iRow;
import io.millwright.models.tribuo.TreeParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Failures of AI4I 2020 told from the state of the process, with what a mechanic would compute of
 * it: the power at the spindle, the difference of the temperatures and the strain of the tool.
 *
 * @param score of the failures
 * @param thresholds from which a row was called a failure, one for each learning
 */
public record Ai4iEvaluation(
    PointwiseScore score, ProbabilityQuality probabilities, List<Double> thresholds) {
  private static final List<String> NAMES =
      List.of(
          "quality",
          "airKelvin",
          "processKelvin",
          "differenceKelvin",
          "speedRpm",
          "torqueNm",
          "powerWatt",
          "wearMinutes",
          "strainNmMinutes");

  private static final int FOLDS = 5;
  private static final long SEED = 1;

  /**
   * Nearly as many bins as rows: what fails is at the edge of power and strain, where with few bins
   * one would hold failures and sound rows.
   */
  private static final int BINS = 4_096;

  private static final ClassifierSettings SETTINGS =
      new ClassifierSettings(
          List.of(
              new TreeParameters(200, 0.1, 3, 0.1, 0.8, 0.8, BINS, SEED),
              new TreeParameters(200, 0.1, 3, 1, 0.8, 0.8, BINS, SEED),
              new TreeParameters(200, 0.1, 5, 1, 0.8, 0.8, BINS, SEED)),
          1,
          5);

  public Ai4iEvaluation {
    thresholds = List.copyOf(thresholds);
  }

  /** Each fifth of the rows is tested, learned from the others; failures are spread evenly. */
  public static Ai4iEvaluation of(List<Ai4iRow> rows) {
    LabelledRows all = labelled(rows);
    int[] folds = Folds.of(all.groups(), all.labels(), FOLDS, SEED);
    Test test = new Test();
    for (int i = 0; i < FOLDS; i++) {
      int fold = i;
      test.run(all.where(row -> folds[row] != fold), all.where(row -> folds[row] == fold));
    }
    return test.result();
  }

  /**
   * Learns from rows and tests on others.
   *
   * @throws UnfitDataException if a row is on both sides
   */
  public static Ai4iEvaluation of(List<Ai4iRow> learned, List<Ai4iRow> tested) {
    Set<Ai4iRow> known = new HashSet<>(learned);
    for (Ai4iRow row : tested) {
      if (known.contains(row)) {
        throw new UnfitDataException(
            "the row with UDI "
                + row.number()
                + " is both in the data to learn from and in those to test on; others are right");
      }
    }
    Test test = new Test();
    test.run(labelled(learned), labelled(tested));
    return test.result();
  }

  private static LabelledRows labelled(List<Ai4iRow> rows) {
    boolean[] failed = new boolean[rows.size()];
    for (int i = 0; i < failed.length; i++) {
      failed[i] = rows.get(i).failed();
    }
    return new LabelledRows(
        NAMES,
        rows.stream().map(Ai4iEvaluation::values).toArray(double[][]::new),
        rows.stream().mapToInt(Ai4iRow::number).toArray(),
        failed);
  }

  private static double[] values(Ai4iRow row) {
    return new double[] {
      row.quality(),
      row.airKelvin(),
      row.processKelvin(),
      row.processKelvin() - row.airKelvin(),
      row.speedRpm(),
      row.torqueNm(),
      row.torqueNm() * row.speedRpm() * 2 * Math.PI / 60,
      row.wearMinutes(),
      row.wearMinutes() * row.torqueNm()
    };
  }

  private static final class Test {
    private PointwiseScore score = PointwiseScore.NONE;
    private double[] probabilities = {};
    private boolean[] came = {};
    private final List<Double> thresholds = new ArrayList<>();

    void run(LabelledRows learned, LabelledRows tested) {
      ClassifierTraining training = ClassifierTraining.train(learned, SETTINGS);
      double threshold = ProbabilityQuality.bestThreshold(training.outOfFold(), learned.labels());
      thresholds.add(threshold);
      int before = came.length;
      probabilities = Arrays.copyOf(probabilities, before + tested.size());
      came = Arrays.copyOf(came, before + tested.size());
      for (int row = 0; row < tested.size(); row++) {
        double probability = training.classifier().probability(tested.values(row));
        probabilities[before + row] = probability;
        came[before + row] = tested.label(row);
        score = score.with(tested.label(row), probability >= threshold);
      }
    }

    Ai4iEvaluation result() {
      return new Ai4iEvaluation(score, ProbabilityQuality.of(probabilities, came), thresholds);
    }
  }
}
