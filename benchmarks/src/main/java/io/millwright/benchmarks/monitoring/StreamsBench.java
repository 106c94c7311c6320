package io.millwright.benchmarks.monitoring;

import io.millwright.benchmarks.part.KafkaPart;
import io.millwright.benchmarks.process.PartProcess;
import io.millwright.benchmarks.process.Usage;
import io.millwright.benchmarks.process.Workspace;
import io.millwright.benchmarks.report.Goal;
import io.millwright.benchmarks.report.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures the topology beside the empty one, which reads the same records from the same Kafka.
 *
 * @param records that are written for a row; each pump sends two at least
 * @param warmUp share of the records that goes before what is measured; 0 = the start of the reader
 *     is measured too
 * @param commitMillis between commits
 */
record StreamsBench(
    List<Shape> shapes, int repeat, long records, double warmUp, long commitMillis, long seed) {
  private static final List<String> KAFKA_OPTIONS = List.of("-Xms512m", "-Xmx1g", "-XX:+UseG1GC");

  /** A thread that ends takes its processor time with it. */
  private static final String KEEP_COMPILER = "-XX:-UseDynamicNumberOfCompilerThreads";

  private static final double GOAL_SHARE = 0.5;

  /** Of a monitor, and of its bytes while it is restored and written. */
  private static final long HEAP_OF_PUMP = 120_000;

  private static final long HEAP_OF_PROCESS = 1L << 30;
  private static final long REST = 5L << 29;

  private static final long POLL_MILLIS = 50;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** Hears each measurement when it is made. */
  interface Listener {
    void measured(Shape shape, Reader reader, StreamsFigures figures);
  }

  private static long heapBytes(Shape shape) {
    return HEAP_OF_PROCESS + shape.pumps() * HEAP_OF_PUMP;
  }

  /** Of the reader and of Kafka, its pages included. */
  static long neededBytes(Shape shape) {
    return heapBytes(shape) + REST;
  }

  /** How many measurements there will be. */
  int size() {
    return shapes.size() * repeat * Reader.values().length;
  }

  private long recordsOfPump(Shape shape) {
    return Math.max(2, Math.round((double) records / shape.pumps()));
  }

  private int mostPumps() {
    return shapes.stream().mapToInt(Shape::pumps).max().orElse(1);
  }

  List<StreamsResult> run(Listener listener) throws IOException, InterruptedException {
    PumpFleet fleet = new PumpFleet(seed);
    List<byte[]> settled = fleet.settled(Math.min(PumpFleet.KINDS, mostPumps()));
    List<StreamsResult> results = new ArrayList<>();
    for (Shape shape : shapes) {
      try (Workspace workspace = new Workspace();
          PartProcess kafka = kafka(workspace.folder().resolve("kafka"))) {
        String bootstrapServers = "127.0.0.1:" + kafka.port();
        try (KafkaInput input = new KafkaInput(fleet, bootstrapServers)) {
          input.writeReadings(shape, recordsOfPump(shape));
          StreamsResult result = new StreamsResult(shape, new ArrayList<>(), new ArrayList<>());
          for (int repetition = 0; repetition < repeat; repetition++) {
            for (int place : EngineBench.order(Reader.values().length, repetition)) {
              Reader reader = Reader.values()[place];
              String name = "bench-" + (place == 0 ? "topology-" : "empty-") + repetition;
              if (reader == Reader.TOPOLOGY) {
                input.writeState(name, shape, settled);
              }
              StreamsFigures figures =
                  measure(
                      reader,
                      name,
                      shape,
                      input,
                      kafka,
                      List.of(
                          reader.name(),
                          bootstrapServers,
                          name,
                          workspace.folder().resolve(name).toString(),
                          Long.toString(commitMillis)),
                      workspace.folder().resolve("process-" + name));
              input.deleteState(name);
              result.of(reader).add(figures);
              listener.measured(shape, reader, figures);
            }
          }
          results.add(result);
        }
      }
    }
    return results;
  }

  private static PartProcess kafka(Path folder) throws IOException, InterruptedException {
    return PartProcess.start(
        "kafka",
        KafkaPart.class,
        KAFKA_OPTIONS,
        folder,
        List.of(folder.resolve("data").toString()));
  }

  private StreamsFigures measure(
      Reader reader,
      String applicationId,
      Shape shape,
      KafkaInput input,
      PartProcess kafka,
      List<String> arguments,
      Path folder)
      throws IOException, InterruptedException {
    long all = recordsOfPump(shape) * shape.pumps();
    List<String> options =
        List.of("-Xmx" + (heapBytes(shape) >> 20) + "m", "-XX:+UseG1GC", KEEP_COMPILER);
    try (PartProcess process =
        PartProcess.start("reader", ReaderPart.class, options, folder, arguments)) {
      process.ask("start");
      long first = warmUp == 0 ? 0 : awaitCommitted(input, applicationId, (long) (warmUp * all));
      if (first == all) {
        return StreamsFigures.failed("all was read before the measurement began: more --records");
      }
      Usage before = process.usage();
      long compilerBefore = Long.parseLong(process.ask("compiler"));
      long kafkaBefore = kafka.usage().cpuNanos();
      long begin = System.nanoTime();
      awaitCommitted(input, applicationId, all);
      double seconds = (System.nanoTime() - begin) / 1e9;
      Usage used = process.usage().since(before);
      long compilerCpu = Long.parseLong(process.ask("compiler")) - compilerBefore;
      long kafkaCpu = kafka.usage().cpuNanos() - kafkaBefore;
      String[] commits = process.ask("commits").split(" ");
      long scored = Long.parseLong(process.ask("scored"));
      long heap = process.heapAfterCollection();
      String[] resident = process.ask("resident").split(" ");
      long expected = reader == Reader.TOPOLOGY ? all * shape.readings() : 0;
      if (scored != expected) {
        return StreamsFigures.failed(
            "monitors took %,d readings where there are %,d".formatted(scored, expected));
      }
      return new StreamsFigures(
          null,
          (all - first) * shape.readings(),
          seconds,
          used,
          compilerCpu,
          kafkaCpu,
          Double.parseDouble(commits[0]),
          Double.parseDouble(commits[1]),
          heap,
          Long.parseLong(resident[1]));
    } catch (IllegalStateException e) {
      return StreamsFigures.failed(String.valueOf(e.getMessage()));
    }
  }

  /** Waits until so many records are committed, and says how many are. */
  private static long awaitCommitted(KafkaInput input, String applicationId, long wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    long committed;
    while ((committed = input.committed(applicationId)) < wanted || committed == 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%,d of %,d records were read within %d minutes"
                .formatted(committed, wanted, TimeUnit.NANOSECONDS.toMinutes(PATIENCE_NANOS)));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return committed;
  }

  /** What is demanded of the rows that were measured. */
  static List<Goal> goals(List<StreamsResult> results) {
    List<Goal> goals = new ArrayList<>();
    for (StreamsResult result : results) {
      double share = result.share().median();
      goals.add(
          Goal.judged(
              "%s: at least %s the readings per CPU second of the empty topology"
                  .formatted(result.shape().name(), Goal.times(GOAL_SHARE)),
              String.format(Locale.ROOT, "%.2f x", share),
              share,
              it -> it >= GOAL_SHARE));
    }
    for (StreamsResult few : results) {
      StreamsResult many = few;
      boolean least = true;
      for (StreamsResult each : results) {
        if (each.shape().withPumps(1).equals(few.shape().withPumps(1))) {
          many = each.shape().pumps() > many.shape().pumps() ? each : many;
          least &= each.shape().pumps() >= few.shape().pumps();
        }
      }
      if (least && many != few) {
        goals.add(EngineBench.growth(few.shape(), cost(few), many.shape(), cost(many)));
      }
    }
    return goals;
  }

  private static Spread cost(StreamsResult result) {
    return result.spread(Reader.TOPOLOGY, StreamsFigures::nanosPerReading);
  }
}
