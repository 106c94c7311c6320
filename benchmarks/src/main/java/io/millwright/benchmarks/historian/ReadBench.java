package io.millwright.benchmarks.historian;

import io.millwright.benchmarks.load.LatencyRecorder;
import io.millwright.benchmarks.part.KafkaPart;
import io.millwright.benchmarks.process.PartProcess;
import io.millwright.benchmarks.process.Usage;
import io.millwright.benchmarks.report.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Measures how long answers of the API take, one at a time, on histories of growing size in the
 * database of {@code millwright up}.
 *
 * @param histories the smallest first
 */
record ReadBench(List<History> histories, long seed) {
  /**
   * Before that the JVM spends half of its time compiling, which a service that runs has behind it.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(30);

  /** Of the kernel's clock in /proc, the same on every Linux. */
  private static final double MILLIS_PER_TICK = 10;

  private static final List<String> PART_OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC");

  List<ReadResult> run(Path folder, Consumer<String> progress)
      throws IOException, InterruptedException, SQLException {
    List<ReadResult> results = new ArrayList<>();
    for (History history : histories) {
      Path of = folder.resolve("history-" + history.rows());
      try (Server server = Server.start(of, History.neededBytes(history.rows()));
          Connection superuser = server.superuser()) {
        boolean done = history.state(superuser) == History.State.DONE;
        if (!done) {
          make(history, server, superuser, of, progress);
        }
        try (Api api = Api.start(server, of)) {
          if (!done) {
            api.registerAssets();
            history.done(superuser);
          }
          results.add(measure(history, api, superuser));
        }
      }
    }
    return results;
  }

  private static void make(
      History history, Server server, Connection superuser, Path folder, Consumer<String> progress)
      throws IOException, InterruptedException, SQLException {
    if (history.state(superuser) == History.State.NONE) {
      history.load(superuser, progress);
    }
    try (PartProcess kafka =
        PartProcess.start(
            "kafka",
            KafkaPart.class,
            PART_OPTIONS,
            folder.resolve("kafka"),
            List.of(folder.resolve("kafka/data").toString()))) {
      String bootstrapServers = "127.0.0.1:" + kafka.port();
      KafkaInput.makeTopics(bootstrapServers);
      try (PartProcess historian =
          PartProcess.start(
              "historian",
              HistorianPart.class,
              PART_OPTIONS,
              folder.resolve("historian"),
              List.of(bootstrapServers, server.jdbcUrl("millwright_historian")))) {
        history.settle(superuser, historian, progress);
      }
    }
  }

  private ReadResult measure(History history, Api api, Connection superuser)
      throws IOException, InterruptedException, SQLException {
    Map<Query, ReadResult.Answers> answers = new EnumMap<>(Query.class);
    for (Query query : Query.values()) {
      Random random = new Random(seed);
      long warm = System.nanoTime() + WARM_UP.toNanos();
      while (System.nanoTime() < warm) {
        api.ask(query.request(random));
      }
      LatencyRecorder recorder = new LatencyRecorder();
      double database = databaseCpuMillis(superuser);
      double ours = apiCpuMillis();
      recorder.begin();
      for (int i = 0; i < query.times; i++) {
        Query.Request request = query.request(random);
        long begin = System.nanoTime();
        api.ask(request);
        recorder.record(begin, System.nanoTime());
      }
      recorder.end();
      answers.put(
          query,
          new ReadResult.Answers(
              recorder.latency(),
              (databaseCpuMillis(superuser) - database) / query.times,
              (apiCpuMillis() - ours) / query.times));
    }
    return new ReadResult(
        history,
        Server.number(superuser, "select count(*) from series.measurement"),
        Server.number(superuser, "select pg_database_size(current_database())"),
        answers);
  }

  /** Of the API, and of who asks it. */
  private static double apiCpuMillis() {
    return Usage.here().cpuNanos() / 1e6;
  }

  /** Of the connections that the API holds; NaN where there is no /proc. */
  private static double databaseCpuMillis(Connection superuser) throws SQLException {
    double millis = 0;
    try (Statement statement = superuser.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select pid from pg_stat_activity where usename = 'millwright_cmms'")) {
      while (rows.next()) {
        String line = Files.readString(Path.of("/proc/" + rows.getLong(1) + "/stat"));
        // Behind the name, which may hold anything: state and ten others, then user and system.
        String[] words = line.substring(line.lastIndexOf(')') + 2).split(" ");
        millis += (Long.parseLong(words[11]) + Long.parseLong(words[12])) * MILLIS_PER_TICK;
      }
      return millis;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** What is demanded of the largest history. */
  static List<Goal> goals(List<ReadResult> results) {
    List<Goal> goals = new ArrayList<>();
    if (results.isEmpty()) {
      return goals;
    }
    ReadResult largest = results.get(results.size() - 1);
    for (Query query : Query.values()) {
      double p99 = largest.of(query).latency().p99();
      goals.add(
          Goal.judged(
              "%s, of %,d rows: p99 below %.0f ms"
                  .formatted(query.title, largest.rows(), query.goalMillis),
              String.format(Locale.ROOT, "%.1f ms", p99),
              p99,
              it -> it < query.goalMillis));
    }
    return goals;
  }
}
