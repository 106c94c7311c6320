package io.millwright.models.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.tribuo.TreeParameters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** On rows that are made up: groups of ten. */
class ClassifierTrainingTest {
  private static final TreeParameters STUMPS = new TreeParameters(20, 0.3, 1, 1, 1, 1, 64, 7);
  private static final TreeParameters TREES = new TreeParameters(60, 0.1, 4, 1, 0.8, 1, 64, 7);

  /** It comes with a probability of 0.9 where both values have the same sign, else of 0.1. */
  private static LabelledRows crossed(int count, long seed) {
    Random random = new Random(seed);
    double[][] values = new double[count][];
    int[] groups = new int[count];
    boolean[] labels = new boolean[count];
    for (int i = 0; i < count; i++) {
      values[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
      groups[i] = i / 10;
      boolean same = values[i][0] > 0 == values[i][1] > 0;
      labels[i] = random.nextDouble() < (same ? 0.9 : 0.1);
    }
    return new LabelledRows(List.of("b", "a"), values, groups, labels);
  }

  private static ClassifierSettings settings(TreeParameters... candidates) {
    return new ClassifierSettings(List.of(candidates), 2, 4);
  }

  @Test
  void takesTheParametersThatFitAndSaysWhatIsSoOfNewRows() {
    ClassifierTraining training =
        ClassifierTraining.train(crossed(2_000, 1), settings(STUMPS, TREES));

    assertThat(training.chosen()).as("one value by itself tells nothing").isEqualTo(TREES);
    LabelledRows fresh = crossed(4_000, 2);
    double[] said = new double[fresh.size()];
    for (int row = 0; row < said.length; row++) {
      said[row] = training.classifier().probability(fresh.values(row));
    }
    ProbabilityQuality quality = ProbabilityQuality.of(said, fresh.labels());
    assertThat(quality.calibrationError()).isLessThan(0.04);
    assertThat(quality.brier()).isCloseTo(0.09, within(0.02));
    assertThat(ProbabilityQuality.bestThreshold(training.outOfFold(), crossed(2_000, 1).labels()))
        .isBetween(0.15, 0.85);
  }

  @Test
  void whatOnlyTellsTheGroupHelpsNobodyOutOfFold() {
    Random random = new Random(3);
    double[][] values = new double[1_000][];
    int[] groups = new int[values.length];
    boolean[] labels = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      groups[i] = i / 10;
      labels[i] = i % 10 == 0 ? random.nextBoolean() : labels[i - 1];
      values[i] = new double[] {groups[i] + random.nextDouble() / 10};
    }
    LabelledRows rows = new LabelledRows(List.of("fingerprint"), values, groups, labels);

    ClassifierTraining training = ClassifierTraining.train(rows, settings(TREES));

    assertThat(ProbabilityQuality.of(training.outOfFold(), labels).brier()).isGreaterThan(0.2);
  }

  @Test
  void theSameRowsGiveTheSameProbabilities() {
    LabelledRows rows = crossed(400, 4);

    assertThat(ClassifierTraining.train(rows, settings(TREES)).outOfFold())
        .isEqualTo(ClassifierTraining.train(rows, settings(TREES)).outOfFold());
  }

  @Test
  void refusesWhatCannotBeLearned() {
    LabelledRows rows = crossed(400, 5);

    assertThatThrownBy(
            () -> ClassifierTraining.train(rows.with(new boolean[rows.size()]), settings(TREES)))
        .isInstanceOf(UnfitDataException.class)
        .hasMessageContaining("is so in 0 machines");
    assertThatThrownBy(() -> ClassifierTraining.train(rows.where(row -> row < 30), settings(TREES)))
        .isInstanceOf(UnfitDataException.class)
        .hasMessageContaining("3 machines, rows or configurations cannot be dealt into 4 folds");
    assertThatThrownBy(
            () -> new LabelledRows(List.of("a"), new double[1][2], new int[1], new boolean[1]))
        .hasMessageContaining("a row has 2 values, but there are 1 names");
  }

  @Test
  void aGroupIsInOneFoldAndWhatCameIsSpreadEvenly() {
    int[] groups = new int[300];
    boolean[] labels = new boolean[groups.length];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = i % 60;
      labels[i] = groups[i] < 12 && i > 200;
    }

    int[] folds = Folds.of(groups, labels, 4, 9);

    Map<Integer, Integer> foldOfGroup = new HashMap<>();
    int[] came = new int[4];
    for (int i = 0; i < groups.length; i++) {
      assertThat(foldOfGroup.merge(groups[i], folds[i], (one, other) -> one)).isEqualTo(folds[i]);
      came[folds[i]] += labels[i] ? 1 : 0;
    }
    assertThat(Arrays.stream(came).distinct()).as("failures in each fold").hasSize(1);
    assertThat(foldOfGroup.values().stream().filter(fold -> fold == 0)).hasSize(15);
    assertThat(Folds.of(groups, labels, 4, 10)).isNotEqualTo(folds);
  }
}
