package io.millwright.benchmarks.monitoring;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.benchmarks.process.Part;
import io.millwright.benchmarks.process.PartServer;
import io.millwright.contracts.topic.Topics;
import io.millwright.streams.StreamProcessors;
import io.millwright.streams.StreamProcessorsConfig;
import io.millwright.streams.monitoring.MonitoringMetrics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.jspecify.annotations.Nullable;

/**
 * The condition monitoring, or the empty topology beside it, in a process of its own. Arguments:
 * which {@link Reader}, Kafka's address, the application id, the state directory, milliseconds
 * between commits. Commands: {@code start}; {@code commits} (mean and longest commit in
 * milliseconds, of the last minute or less); {@code resident} (bytes of memory that the process has
 * now, and had at most); {@code scored} (readings that monitors took); {@code compiler}
 * (nanoseconds of processor time that the compiler's threads have used).
 */
public final class ReaderPart implements Part {
  /** Where the empty topology writes to. */
  static final String PASSED = "bench.passed.v1";

  /** Of the kernel's clock in /proc, the same on every Linux. */
  private static final long NANOS_PER_TICK = 10_000_000;

  /** Place of a thread's time in user mode, behind its name and state. */
  private static final int USER_TICKS = 11;

  private final Reader reader;
  private final StreamProcessorsConfig config;
  private @Nullable AutoCloseable running;

  private ReaderPart(Reader reader, StreamProcessorsConfig config) {
    this.reader = reader;
    this.config = config;
  }

  public static void main(String[] arguments) {
    PartServer.serve(
        () ->
            new ReaderPart(
                Reader.valueOf(arguments[0]),
                config(arguments[1], arguments[2], Path.of(arguments[3]))
                    .withCommitInterval(Duration.ofMillis(Long.parseLong(arguments[4])))));
  }

  /** As a single machine runs it. */
  private static StreamProcessorsConfig config(
      String bootstrapServers, String applicationId, Path stateDirectory) {
    StreamProcessorsConfig usual = StreamProcessorsConfig.of(bootstrapServers, stateDirectory);
    return new StreamProcessorsConfig(
        bootstrapServers,
        applicationId,
        usual.instanceId(),
        stateDirectory,
        usual.threads(),
        usual.commitInterval(),
        usual.publishDescriptors(),
        usual.tickInterval(),
        usual.topicPartitions(),
        usual.replicationFactor(),
        usual.startPatience(),
        Map.of());
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public String answer(String command) throws Exception {
    return switch (command) {
      case "start" -> {
        running = reader == Reader.TOPOLOGY ? topology() : passThrough();
        yield "";
      }
      case "commits" -> commits();
      case "scored" ->
          Long.toString(
              running instanceof StreamProcessors processors
                  ? processors.status().readingsScored()
                  : 0);
      case "compiler" -> Long.toString(compilerCpuNanos());
      case "resident" -> resident("VmRSS") + " " + resident("VmHWM");
      default -> Part.super.answer(command);
    };
  }

  private AutoCloseable topology() throws InterruptedException {
    return StreamProcessors.start(config, new SimpleMeterRegistry());
  }

  private AutoCloseable passThrough() {
    StreamsBuilder builder = new StreamsBuilder();
    var key = Topics.MEASUREMENTS.keySerde();
    var value = Topics.MEASUREMENTS.valueSerde();
    passOn(builder, key, value);
    KafkaStreams streams =
        new KafkaStreams(
            builder.build(),
            StreamProcessors.properties(config, new MonitoringMetrics(new SimpleMeterRegistry())));
    streams.start();
    return streams;
  }

  private static <K, V> void passOn(StreamsBuilder builder, Serde<K> key, Serde<V> value) {
    builder.stream(
            Topics.MEASUREMENTS.name(), Consumed.with(key, value).withName("read-measurements"))
        .to(PASSED, Produced.with(key, value).withName("to-passed"));
  }

  private static String commits() throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    double mean = Double.NaN;
    double longest = Double.NaN;
    for (ObjectName thread :
        server.queryNames(
            new ObjectName("kafka.streams:type=stream-thread-metrics,thread-id=*"), null)) {
      mean = number(server.getAttribute(thread, "commit-latency-avg"));
      longest = number(server.getAttribute(thread, "commit-latency-max"));
    }
    return mean + " " + longest;
  }

  private static double number(Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** 0 where the system does not tell: on Linux it does, thread by thread. */
  private static long compilerCpuNanos() throws IOException {
    Path tasks = Path.of("/proc/self/task");
    if (!Files.exists(tasks)) {
      return 0;
    }
    long ticks = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        ticks += compilerTicks(thread.resolve("stat"));
      }
    }
    return ticks * NANOS_PER_TICK;
  }

  /** Of a thread in user mode and in the kernel; 0 = it is none of the compiler's. */
  private static long compilerTicks(Path stat) {
    try {
      String line = Files.readString(stat);
      int end = line.lastIndexOf(')');
      String name = line.substring(line.indexOf('(') + 1, end);
      String[] fields = line.substring(end + 2).split(" ");
      return name.matches("C[12] Compiler.*")
          ? Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1])
          : 0;
    } catch (IOException e) {
      // It has ended meanwhile.
      return 0;
    }
  }

  private static long resident(String name) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024)
          .findFirst()
          .orElse(0);
    }
  }

  @Override
  public void close() throws Exception {
    if (running != null) {
      running.close();
    }
  }
}
