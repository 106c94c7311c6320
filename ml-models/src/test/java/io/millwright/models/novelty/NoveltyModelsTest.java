package io.millwright.models.novelty;

import static io.millwright.models.novelty.HealthyRows.displaced;
import static io.millwright.models.novelty.HealthyRows.largest;
import static io.millwright.models.novelty.HealthyRows.score;
import static io.millwright.models.novelty.HealthyRows.shares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.tribuo.OneClassSvmTrainer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for models of every kind. */
class NoveltyModelsTest {
  private static final OneClassTrainer TRAINER = new OneClassSvmTrainer();

  static List<NoveltyPlan> plans() {
    return List.of(
        new NoveltyPlan.Hotelling(0.01),
        new NoveltyPlan.PrincipalComponents(0.01),
        new NoveltyPlan.OneClassSvm(0.01),
        new NoveltyPlan.IsolationForest(0.01));
  }

  private static NoveltyModel fit(NoveltyPlan plan, double[][] rows) {
    return plan.fit(rows, 11, TRAINER);
  }

  private static byte[] bytes(NoveltyModel model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    model.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static NoveltyModel read(byte[] bytes, int columns) throws IOException {
    return NoveltyModels.read(new DataInputStream(new ByteArrayInputStream(bytes)), columns);
  }

  @ParameterizedTest
  @MethodSource("plans")
  void sameRowsGiveTheSameBytes(NoveltyPlan plan) throws IOException {
    double[][] rows = new HealthyRows(5, 1).next(120);

    assertThat(bytes(fit(plan, rows))).isEqualTo(bytes(fit(plan, rows)));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void isReadAsItWasWritten(NoveltyPlan plan) throws IOException {
    HealthyRows machine = new HealthyRows(5, 2);
    NoveltyModel model = fit(plan, machine.next(120));

    NoveltyModel read = read(bytes(model), 5);

    assertThat(bytes(read)).isEqualTo(bytes(model));
    assertThat(read.scratchSize()).isEqualTo(model.scratchSize());
    for (double[] row : machine.next(200)) {
      double[] beside = displaced(row, 3, 4);
      assertThat(score(read, beside)).isEqualTo(score(model, beside));
      assertThat(shares(read, beside)).isEqualTo(shares(model, beside));
    }
  }

  @ParameterizedTest
  @MethodSource("plans")
  void refusesBytesOfOtherRows(NoveltyPlan plan) throws IOException {
    byte[] bytes = bytes(fit(plan, new HealthyRows(5, 3).next(120)));

    assertThatThrownBy(() -> read(bytes, 6))
        .isInstanceOf(IOException.class)
        .hasMessage("the novelty model takes rows of 5 values, but they have 6");
  }

  @Test
  void refusesAnUnknownKind() {
    assertThatThrownBy(() -> read(new byte[] {9, 1, 2, 3}, 5))
        .isInstanceOf(IOException.class)
        .hasMessage("novelty model of kind 9 is unknown");
  }

  @ParameterizedTest
  @MethodSource("plans")
  void garbledBytesAreRefusedOrAreAModelThatGivesNumbers(NoveltyPlan plan) throws IOException {
    HealthyRows machine = new HealthyRows(4, 4);
    byte[] right = bytes(fit(smaller(plan), machine.next(60)));
    double[][] rows = machine.next(3);
    Random random = new Random(5);

    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] wrong = garbled(right, random);
      try {
        NoveltyModel model = read(wrong, 4);
        for (double[] row : rows) {
          assertThat(score(model, row)).isBetween(0.0, NoveltyModel.HIGHEST);
          checkShares(shares(model, row));
        }
      } catch (IOException e) {
        assertThat(e)
            .satisfiesAnyOf(
                any -> assertThat(any).isInstanceOf(java.io.EOFException.class),
                any -> assertThat(any.getMessage()).isNotBlank());
        refused++;
      } catch (RuntimeException | Error e) {
        fail("mutation " + i, e);
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  private static NoveltyPlan smaller(NoveltyPlan plan) {
    return plan instanceof NoveltyPlan.IsolationForest
        ? new NoveltyPlan.IsolationForest(0.01, 10, 16, 0.6)
        : plan;
  }

  private static byte[] garbled(byte[] right, Random random) {
    byte[] wrong = right.clone();
    switch (random.nextInt(4)) {
      case 0 -> wrong = Arrays.copyOf(wrong, random.nextInt(wrong.length));
      case 1 -> {
        // Behind the kind nothing is right.
        random.nextBytes(wrong);
        wrong[0] = right[0];
      }
      case 2 -> {
        int at = random.nextInt(wrong.length);
        System.arraycopy(right, at, wrong, Math.max(0, at - 1), wrong.length - at);
      }
      default -> {
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
          // Half of them where the sizes are.
          int until = random.nextBoolean() ? wrong.length : Math.min(wrong.length, 100);
          wrong[random.nextInt(until)] = (byte) random.nextInt();
        }
      }
    }
    return wrong;
  }

  private static void checkShares(double[] shares) {
    double sum = 0;
    for (double share : shares) {
      assertThat(share).isBetween(0.0, 1.0);
      sum += share;
    }
    assertThat(sum)
        .satisfiesAnyOf(
            total -> assertThat(total).isZero(),
            total -> assertThat(total).isCloseTo(1, within(1e-9)));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void anyFiniteRowGivesAFiniteScoreAndSharesOfOne(NoveltyPlan plan) {
    NoveltyModel model = fit(plan, new HealthyRows(3, 6).next(60));
    double[] extremes = {
      0, -0.0, 1, -1, 100, 1e-300, 1e9, -1e100, 1e308, -1e308, Double.MAX_VALUE, Double.MIN_VALUE
    };
    for (double first : extremes) {
      for (double second : extremes) {
        for (double third : extremes) {
          double[] row = {first, second, third};
          assertThat(score(model, row)).isBetween(0.0, NoveltyModel.HIGHEST);
          checkShares(shares(model, row));
          if (score(model, row) > 1) {
            assertThat(Arrays.stream(shares(model, row)).sum()).isCloseTo(1, within(1e-9));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("plans")
  void aColumnThatStoodStillMayMoveByAStepButNotFar(NoveltyPlan plan) {
    HealthyRows machine = new HealthyRows(3, 7);
    double[][] rows = machine.next(200);
    for (double[] row : rows) {
      row[2] = 50;
    }
    NoveltyModel model = fit(plan, rows);
    double[] row = machine.row(0.1, 0.1);

    // One step of a 12-bit converter whose range is twice the value.
    row[2] = 50 + 100.0 / 4096;
    assertThat(score(model, row)).isLessThan(1);
    row[2] = 60;
    assertThat(score(model, row)).isGreaterThan(1);
    assertThat(largest(shares(model, row))).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("plans")
  void rowsThatAreAllAlikeCanBeLearned(NoveltyPlan plan) {
    double[][] rows = new double[200][];
    Arrays.fill(rows, new double[] {7, 0, -1e-200});

    NoveltyModel model = fit(plan, rows);

    assertThat(score(model, new double[] {7, 0, 0})).isLessThan(1);
    assertThat(score(model, new double[] {8, 0, 0})).isGreaterThan(1);
    // In a column of zeros the deviation is 1.
    assertThat(score(model, new double[] {7, 1, 0})).isLessThan(1);
    assertThat(score(model, new double[] {7, 100, 0})).isGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("plans")
  void oneColumnIsEnough(NoveltyPlan plan) {
    HealthyRows machine = new HealthyRows(1, 8);
    NoveltyModel model = fit(plan, machine.next(200));

    assertThat(score(model, new double[] {100})).isLessThan(1);
    assertThat(score(model, new double[] {120})).isGreaterThan(1);
    assertThat(shares(model, new double[] {120})).containsExactly(1);
  }

  @ParameterizedTest
  @MethodSource("plans")
  void learnsFromTheFewestRowsAndTheMostColumns(NoveltyPlan plan) {
    HealthyRows machine = new HealthyRows(64, 9);

    NoveltyModel model = fit(plan, machine.next(NoveltyPlan.rowsNeeded(64)));

    assertThat(score(model, machine.row(0, 0))).isLessThan(1);
    assertThat(score(model, displaced(machine.row(0, 0), 63, 1e4)))
        .isGreaterThan(score(model, machine.row(0, 0)));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void saysHowManyRowsAreNeeded(NoveltyPlan plan) {
    HealthyRows machine = new HealthyRows(20, 10);

    assertThatThrownBy(() -> fit(plan, machine.next(15)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows of 20 values can be learned from 50 rows, but there are 15");
    assertThatThrownBy(() -> fit(plan, new double[0][]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there are 0");
    assertThatThrownBy(() -> fit(plan, new double[200][65]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows must have 1 to 64 values, but have 65");
  }

  @ParameterizedTest
  @MethodSource("plans")
  void refusesRowsThatAreUnevenOrNotFinite(NoveltyPlan plan) {
    double[][] rows = new HealthyRows(2, 11).next(60);
    rows[17] = new double[] {1, Double.NaN};
    assertThatThrownBy(() -> fit(plan, rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("row 17 holds NaN: values must be from -1e150 to 1e150");
    rows[17] = new double[] {1};
    assertThatThrownBy(() -> fit(plan, rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("row 17 has 1 values, but the first one has 2");
  }

  @ParameterizedTest
  @MethodSource("plans")
  void refusesToScoreRowsOfAnotherLength(NoveltyPlan plan) {
    NoveltyModel model = fit(plan, new HealthyRows(3, 12).next(60));

    assertThatThrownBy(() -> score(model, new double[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the model takes 3 values, but was given 2");
  }

  @ParameterizedTest
  @MethodSource("plans")
  void scoringAllocatesNothing(NoveltyPlan plan) {
    HealthyRows machine = new HealthyRows(6, 13);
    NoveltyModel model = fit(plan, machine.next(100));
    double[] row = displaced(machine.row(0, 0), 3, 4);
    double[] scratch = new double[model.scratchSize()];
    double[] shares = new double[model.columns()];
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    double sum = 0;

    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        sum += model.score(row, scratch);
        model.contributions(row, shares, scratch);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }

    assertThat(sum).isPositive();
    // Less than a byte a row: what the measurement itself takes.
    assertThat(least).isLessThan(1_000);
  }

  @Test
  void plansSayWhichSettingIsWrong() {
    assertThatThrownBy(() -> new NoveltyPlan.Hotelling(0))
        .hasMessage("the false-alarm rate must be from 1.0E-6 to 0.5, but was 0.0");
    assertThatThrownBy(() -> new NoveltyPlan.PrincipalComponents(0.01, 1, 1))
        .hasMessageContaining("explained variance");
    assertThatThrownBy(() -> new NoveltyPlan.OneClassSvm(0.01, 0, 0)).hasMessageContaining("nu");
    assertThatThrownBy(() -> new NoveltyPlan.IsolationForest(0.01, 5, 256, 0.6))
        .hasMessageContaining("number of trees");
    assertThatThrownBy(() -> new NoveltyPlan.Hotelling(Double.NaN))
        .hasMessageContaining("but was NaN");
  }
}
