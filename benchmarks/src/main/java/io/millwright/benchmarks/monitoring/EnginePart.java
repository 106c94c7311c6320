package io.millwright.benchmarks.monitoring;

import io.millwright.benchmarks.process.Part;
import io.millwright.benchmarks.process.PartServer;

/**
 * The monitors of a fleet in a process of their own. Arguments: the words of a {@link Shape}, then
 * the seed. Commands: {@code measure SECONDS}, {@code state} (heap and stored bytes of a pump).
 */
public final class EnginePart implements Part {
  private final Shape shape;
  private final long heapBefore;
  private final EngineRun run;

  private EnginePart(Shape shape, long seed) {
    this.shape = shape;
    // The classes and the plan are there before the monitors are.
    new EngineRun(shape.withPumps(1), seed).measure(0);
    this.heapBefore = PartServer.heapAfterCollection();
    this.run = new EngineRun(shape, seed);
  }

  public static void main(String[] arguments) {
    PartServer.serve(() -> new EnginePart(Shape.parse(arguments), Long.parseLong(arguments[3])));
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public String answer(String command) throws Exception {
    if (command.equals("state")) {
      run.clear();
      long heap = PartServer.heapAfterCollection() - heapBefore;
      return heap / shape.pumps() + " " + run.snapshotBytes();
    }
    if (command.startsWith("measure ")) {
      return run.measure(Double.parseDouble(command.substring("measure ".length()))).line();
    }
    return Part.super.answer(command);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
