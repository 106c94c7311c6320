package io.millwright.standalone.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millwright.models.training.FleetSettings;
import io.millwright.models.tribuo.TreeParameters;
import io.millwright.standalone.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code millwright evaluate cmapss} on a few engines that are made up, with small models. */
class EvaluateCmapssTest {
  private static final FleetSettings SMALL =
      new FleetSettings(
          125,
          30,
          3,
          50,
          3,
          new TreeParameters(40, 0.15, 4, 5, 0.8, 0.5, 32, 1),
          1,
          60,
          0.6,
          0.001);

  @TempDir Path folder;

  private final Random random = new Random(3);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void cmapssIsJudgedAtTheLastCycleOfEachEngine() throws IOException {
    engines("train_FD002.txt", 12, 0);
    int[] left = {4, 12, 25, 60, 80};
    engines("test_FD002.txt", left.length, left);
    write("RUL_FD002.txt", "4\n12\n25\n60\n80\n");
    engines("train_FD004.txt", 1, 0);

    JsonNode figures = evaluate();

    JsonNode set = figures.path("FD002");
    assertThat(set.path("testEngines").asInt()).isEqualTo(5);
    assertThat(set.path("rmse").asDouble()).isBetween(0.1, 15.0);
    assertThat(set.path("nasaScore").asDouble()).isBetween(0.1, 30.0);
    assertThat(set.path("rmseWhenTrueRulAtMost50").asDouble()).isBetween(0.1, 8.0);
    assertThat(set.path("within10WhenTrueRulAtMost50").asDouble()).isEqualTo(1);
    assertThat(set.path("intervalCoverage").asDouble()).isBetween(0.5, 1.0);
    assertThat(set.path("intervalWidth").asDouble()).isBetween(2.0, 60.0);
    assertThat(set.path("failsWithin30").path("precision").asDouble()).isEqualTo(1);
    assertThat(set.path("failsWithin30").path("recall").asDouble()).isEqualTo(1);
    assertThat(set.path("rmseWith10TrainingEngines").asDouble()).isBetween(0.1, 20.0);
    assertThat(figures.has("FD004")).isFalse();
    assertThat(err.toString()).contains("passed over: FD004, without test_FD004.txt");
    assertThat(out.toString()).contains("published").contains("capped at 125");
  }

  @Test
  void tooFewEnginesAreRefused() throws IOException {
    engines("train_FD001.txt", 3, 0);
    engines("test_FD001.txt", 1, 9);
    write("RUL_FD001.txt", "9\n");

    assertThatThrownBy(this::evaluate)
        .isInstanceOf(UsageException.class)
        .hasMessage("FD001 has 3 training engines; 10 at least are right");
  }

  private JsonNode evaluate() throws IOException {
    Path json = folder.resolve("figures.json");
    CommandLine command = new CommandLine(new EvaluateCmapss(SMALL, 1));
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    AtomicReference<RuntimeException> failed = new AtomicReference<>();
    command.setExecutionExceptionHandler(
        (failure, line, result) -> {
          failed.set((RuntimeException) failure);
          return 2;
        });
    int exit = command.execute("--data", folder.toString(), "--json", json.toString());
    if (exit == 2) {
      throw failed.get();
    }
    assertThat(exit).isZero();
    return new ObjectMapper().readTree(json.toFile());
  }

  /**
   * Engines of 90 to 149 cycles that wear the faster the more they are worn.
   *
   * @param left cycles that are cut off, one an engine, or the same of all
   */
  private void engines(String name, int engines, int... left) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int unit = 1; unit <= engines; unit++) {
      int life = 90 + random.nextInt(60);
      for (int cycle = 1; cycle <= life - left[(unit - 1) % left.length]; cycle++) {
        double wear = Math.exp((cycle - life) / 40.0);
        int condition = random.nextInt(2);
        text.append(unit).append(' ').append(cycle);
        for (int column = 0; column < 24; column++) {
          double value =
              column < 3
                  ? condition
                  : column < 6 ? 500 + 90 * condition + 20 * wear + random.nextGaussian() : 14.62;
          text.append(' ').append((float) value);
        }
        text.append("  \n");
      }
    }
    write(name, text.toString());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
