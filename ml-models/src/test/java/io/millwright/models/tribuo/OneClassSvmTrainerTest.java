package io.millwright.models.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.novelty.SupportVectors;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tribuo.anomaly.Event;
import org.tribuo.common.libsvm.LibSVMModel;

class OneClassSvmTrainerTest {
  /** More than ten: by name, column 10 comes before column 2. */
  private static final int COLUMNS = 12;

  private static float[][] rows(int count, double deviation, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[count][COLUMNS];
    for (float[] row : rows) {
      for (int i = 0; i < COLUMNS; i++) {
        row[i] = (float) (deviation * random.nextGaussian() + (i % 3 == 0 ? row[0] : 0));
      }
    }
    return rows;
  }

  @Test
  void flattenedVectorsGiveTribuosDecisionValues() {
    float[][] rows = rows(400, 1, 1);
    LibSVMModel<Event> model = OneClassSvmTrainer.model(rows, 0.1, 1.0 / COLUMNS, 7);
    SupportVectors flat = new OneClassSvmTrainer().train(rows, 0.1, 1.0 / COLUMNS, 7);
    double[] scratch = new double[COLUMNS + flat.count()];

    int outside = 0;
    for (float[] fresh : rows(1_000, 1.3, 2)) {
      double[] row = new double[COLUMNS];
      for (int i = 0; i < COLUMNS; i++) {
        row[i] = fresh[i];
      }
      double tribuo = model.predict(OneClassSvmTrainer.example(fresh)).getOutput().getScore();
      double rho = model.getInnerModels().get(0).rho[0];
      // Relative to rho: the value itself is the small difference of two sums.
      assertThat(flat.decision(row, scratch)).isCloseTo(tribuo, within(1e-9 * rho));
      outside += tribuo < 0 ? 1 : 0;
    }
    assertThat(outside).isBetween(200, 990);
    assertThat(flat.count()).isBetween(40, 200);
  }

  @Test
  void trainingPrintsNothing() {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      new OneClassSvmTrainer().train(rows(100, 1, 3), 0.1, 0.1, 7);
    } finally {
      System.setOut(out);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
