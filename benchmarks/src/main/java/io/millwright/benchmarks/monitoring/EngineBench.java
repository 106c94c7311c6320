package io.millwright.benchmarks.monitoring;

import io.millwright.benchmarks.process.PartProcess;
import io.millwright.benchmarks.process.Workspace;
import io.millwright.benchmarks.report.Goal;
import io.millwright.benchmarks.report.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * Measures the engine alone, each row in a process of its own and all rows in turns.
 *
 * @param seconds measured of each row, and as long before it
 */
record EngineBench(List<Shape> shapes, int repeat, double seconds, long seed) {
  private static final double GOAL_PER_SECOND = 1_000_000;
  private static final double GOAL_GROWTH = 1.3;

  /** Of a monitor and what is left of it until it is collected. */
  private static final long HEAP_OF_PUMP = 80_000;

  private static final long HEAP_OF_PROCESS = 1L << 30;

  static long heapBytes(Shape shape) {
    return HEAP_OF_PROCESS + shape.pumps() * HEAP_OF_PUMP;
  }

  /** How many measurements there will be. */
  int size() {
    return shapes.size() * repeat;
  }

  /**
   * Measures.
   *
   * @param onFigures hears each measurement when it is made
   */
  List<EngineResult> run(BiConsumer<Shape, EngineFigures> onFigures)
      throws IOException, InterruptedException {
    List<EngineResult> results = new ArrayList<>();
    shapes.forEach(shape -> results.add(new EngineResult(shape, new ArrayList<>(), 0, 0)));
    try (Workspace workspace = new Workspace()) {
      for (int repetition = 0; repetition < repeat; repetition++) {
        for (int place : order(shapes.size(), repetition)) {
          EngineResult before = results.get(place);
          EngineResult after = measure(before, workspace);
          results.set(place, after);
          onFigures.accept(after.shape(), after.runs().get(after.runs().size() - 1));
        }
      }
    }
    return results;
  }

  /** Every other time backwards: what changes slowly on the machine meets every row alike. */
  static List<Integer> order(int size, int repetition) {
    List<Integer> places = new ArrayList<>();
    for (int place = 0; place < size; place++) {
      places.add(place);
    }
    if (repetition % 2 == 1) {
      Collections.reverse(places);
    }
    return places;
  }

  private EngineResult measure(EngineResult before, Workspace workspace)
      throws IOException, InterruptedException {
    Shape shape = before.shape();
    List<String> arguments = new ArrayList<>(List.of(shape.words()));
    arguments.add(Long.toString(seed));
    try (PartProcess engine =
        PartProcess.start(
            "engine",
            EnginePart.class,
            List.of("-Xmx" + (heapBytes(shape) >> 20) + "m", "-XX:+UseG1GC"),
            workspace.folder().resolve("engine"),
            arguments)) {
      engine.ask("measure " + seconds);
      List<EngineFigures> runs = new ArrayList<>(before.runs());
      runs.add(EngineFigures.parse(engine.ask("measure " + seconds)));
      String[] state = engine.ask("state").split(" ");
      return new EngineResult(
          shape, runs, Double.parseDouble(state[0]), Double.parseDouble(state[1]));
    }
  }

  /** What is demanded of the rows that were measured. */
  static List<Goal> goals(List<EngineResult> results) {
    List<Goal> goals = new ArrayList<>();
    for (EngineResult result : results) {
      double figure = result.readingsPerThreadSecond().median();
      goals.add(
          Goal.judged(
              result.shape().name() + ": at least 1,000,000 readings/s of a core",
              String.format(Locale.ROOT, "%,.0f", figure),
              figure,
              it -> it >= GOAL_PER_SECOND));
    }
    for (EngineResult few : results) {
      EngineResult many = most(results, few.shape());
      if (many.shape().pumps() > few.shape().pumps() && few == least(results, few.shape())) {
        goals.add(growth(few.shape(), few.nanosPerReading(), many.shape(), many.nanosPerReading()));
      }
    }
    return goals;
  }

  /** That a reading costs little more when there are many pumps. */
  static Goal growth(Shape few, Spread costOfFew, Shape many, Spread costOfMany) {
    double figure = costOfMany.median() / costOfFew.median();
    return Goal.judged(
        "%s: a reading costs less than %s what it does in %s"
            .formatted(many.name(), Goal.times(GOAL_GROWTH), few.name()),
        Goal.times(figure),
        figure,
        it -> it < GOAL_GROWTH);
  }

  private static EngineResult most(List<EngineResult> results, Shape like) {
    return results.stream()
        .filter(each -> each.shape().withPumps(1).equals(like.withPumps(1)))
        .reduce((a, b) -> b.shape().pumps() > a.shape().pumps() ? b : a)
        .orElseThrow();
  }

  private static EngineResult least(List<EngineResult> results, Shape like) {
    return results.stream()
        .filter(each -> each.shape().withPumps(1).equals(like.withPumps(1)))
        .reduce((a, b) -> b.shape().pumps() < a.shape().pumps() ? b : a)
        .orElseThrow();
  }
}
