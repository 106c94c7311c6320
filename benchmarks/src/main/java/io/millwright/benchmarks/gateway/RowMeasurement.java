package io.millwright.benchmarks.gateway;

import io.millwright.benchmarks.load.Latency;
import io.millwright.benchmarks.load.Load;
import io.millwright.benchmarks.load.MqttLoad;
import io.millwright.benchmarks.load.MqttLoadPlan;
import io.millwright.benchmarks.load.RemoteLoad;
import io.millwright.benchmarks.part.CamelPart;
import io.millwright.benchmarks.part.GatewayPart;
import io.millwright.benchmarks.part.MosquittoPart;
import io.millwright.benchmarks.part.ProducerPart;
import io.millwright.benchmarks.process.PartProcess;
import io.millwright.benchmarks.process.Usage;
import io.millwright.benchmarks.report.Machine;
import io.millwright.contracts.topic.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Measures one row once: fresh processes and topics, warm-up, measured time, counting. */
final class RowMeasurement {
  static final List<String> JVM_OPTIONS = List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC");

  /** So many messages may wait in the broker: none is idle, and its queue does not grow. */
  private static final long AHEAD_OF_KAFKA = 10_000;

  private static final long BROKER_PATIENCE_SECONDS = 60;
  private static final long WARM_UP_PATIENCE_SECONDS = 120;
  private static final long FIRST_MESSAGE_PATIENCE_SECONDS = 30;
  private static final long LONGEST_SLEEP_NANOS = 250_000_000;

  /** Share of an interval that the compiler may work. */
  private static final double COMPILED = 0.03;

  /** Share that the rate may differ from that of the interval before. */
  private static final double EVEN = 0.2;

  /** The compiler pauses now and then while it still has much to do. */
  private static final int STEADY_INTERVALS = 3;

  private final Plan plan;
  private final Row row;
  private final String bootstrapServers;
  private final KafkaTopics topics;
  private final Path folder;

  /**
   * @param folder that does not exist yet
   */
  RowMeasurement(Plan plan, Row row, String bootstrapServers, KafkaTopics topics, Path folder) {
    this.plan = plan;
    this.row = row;
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
    this.folder = folder;
  }

  /** Never throws because of what is measured: the result says what went wrong. */
  RowResult run() throws IOException, InterruptedException {
    double loadAverage = Machine.loadAverage();
    try {
      topics.renew();
      BenchRegistry.publish(bootstrapServers, row);
      return row.system().needsBroker() ? throughBroker(loadAverage) : direct(loadAverage);
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return RowResult.failed(row, String.valueOf(e.getMessage()), loadAverage);
    }
  }

  private RowResult direct(double loadAverage) throws Exception {
    try (PartProcess system = startSystem(0);
        Load load =
            row.system() == Row.System.PRODUCER
                ? new RemoteLoad(system)
                : MqttLoad.connect(loadPlan(system.port()))) {
      load.start();
      Measured measured = measure(load, load::acknowledged, system, null);
      Load.Finished finished = load.finish();
      long heap = system.heapAfterCollection();
      try (ReadingCounter counter = new ReadingCounter(bootstrapServers, row)) {
        return result(
            measured, finished, finished.latency(), heap, counter.countAll(), loadAverage);
      }
    }
  }

  private RowResult throughBroker(double loadAverage) throws Exception {
    try (PartProcess broker =
            start("mosquitto", MosquittoPart.class, List.of("-Xmx64m"), folder.toString());
        PartProcess system = startSystem(broker.port());
        MqttLoad load = MqttLoad.connect(loadPlan(broker.port()));
        ReadingCounter counter = new ReadingCounter(bootstrapServers, row)) {
      load.start();
      load.allow(AHEAD_OF_KAFKA);
      counter.follow(readings -> load.allow(readings / row.values() + AHEAD_OF_KAFKA));
      Progress progress =
          () -> {
            load.acknowledged(); // throws when something is wrong
            return counter.readings() / row.values();
          };
      Measured measured = measure(load, progress, system, broker);
      Load.Finished finished = load.finish();
      awaitKafka(finished.messages(), progress);
      long heap = system.heapAfterCollection();
      return result(measured, finished, Latency.NONE, heap, counter.countAll(), loadAverage);
    }
  }

  private static void awaitKafka(long messages, Progress progress) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BROKER_PATIENCE_SECONDS);
    while (progress.messages() < messages && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Messages that are in Kafka by now. */
  private interface Progress {
    long messages() throws Exception;
  }

  private record Measured(
      boolean steady,
      long messages,
      double seconds,
      Usage used,
      long brokerCpuNanos,
      double otherCores) {}

  private Measured measure(
      Load load, Progress progress, PartProcess system, @Nullable PartProcess broker)
      throws Exception {
    boolean steady = warmUp(progress, system);
    double otherBefore = Machine.otherCpuNanos();
    long brokerBefore = cpuOf(broker);
    Usage usageBefore = system.usage();
    long messagesBefore = progress.messages();
    long begin = System.nanoTime();
    load.beginMeasuring();
    long end = begin + (long) (plan.effort().measuredSeconds(row) * 1e9);
    long lastEnd = end + TimeUnit.SECONDS.toNanos(FIRST_MESSAGE_PATIENCE_SECONDS);
    long messagesNow = messagesBefore;
    while (System.nanoTime() < (messagesNow > messagesBefore ? end : lastEnd)) {
      long left = Math.max(1, end - System.nanoTime());
      TimeUnit.NANOSECONDS.sleep(Math.min(LONGEST_SLEEP_NANOS, left));
      messagesNow = progress.messages();
    }
    load.endMeasuring();
    Usage usageAfter = system.usage();
    long messages = progress.messages() - messagesBefore;
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Measured(
        steady,
        messages,
        seconds,
        usageAfter.since(usageBefore),
        cpuOf(broker) - brokerBefore,
        (Machine.otherCpuNanos() - otherBefore) / 1e9 / seconds);
  }

  private static long cpuOf(@Nullable PartProcess broker) throws InterruptedException {
    return broker == null ? 0 : Long.parseLong(broker.ask("cpu"));
  }

  /**
   * Waits for enough messages, and, as long as there is time for it, for a steady rate and a
   * compiler that has little left to do.
   *
   * @return whether all came
   */
  private boolean warmUp(Progress progress, PartProcess system) throws Exception {
    long wanted = plan.effort().warmUpMessages(row);
    long begin = System.nanoTime();
    long steadyUntil = begin + (long) (plan.effort().warmUpSeconds() * 1e9);
    long lastEnd = begin + TimeUnit.SECONDS.toNanos(WARM_UP_PATIENCE_SECONDS);
    long interval = Math.min(TimeUnit.SECONDS.toNanos(1), (steadyUntil - begin) / 4);
    long before = progress.messages();
    long compilerBefore = system.usage().compilerMillis();
    double rateBefore = 0;
    int steady = 0;
    while (System.nanoTime() < (before < wanted ? lastEnd : steadyUntil)) {
      long from = System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(interval);
      long now = progress.messages();
      long compiler = system.usage().compilerMillis();
      double nanos = System.nanoTime() - from;
      double rate = (now - before) * 1e9 / nanos;
      boolean compiled = (compiler - compilerBefore) * 1e6 <= COMPILED * nanos;
      boolean even = Math.abs(rate - rateBefore) <= EVEN * rateBefore;
      steady = now >= wanted && compiled && even ? steady + 1 : 0;
      if (steady == STEADY_INTERVALS) {
        return true;
      }
      before = now;
      compilerBefore = compiler;
      rateBefore = rate;
    }
    return false;
  }

  private RowResult result(
      Measured measured,
      Load.Finished finished,
      Latency latency,
      long heap,
      long readings,
      double loadAverage) {
    return new RowResult(
        row,
        problem(finished.messages(), measured.messages(), readings),
        measured.steady(),
        measured.messages(),
        measured.seconds(),
        measured.used(),
        measured.brokerCpuNanos(),
        latency,
        heap,
        finished.messages(),
        readings,
        loadAverage,
        measured.otherCores());
  }

  private @Nullable String problem(long sent, long measured, long readings) {
    long rejected = topics.records(Topics.REJECTED.name());
    if (rejected > 0) {
      return "%,d messages were rejected".formatted(rejected);
    }
    long expected = sent * row.values();
    if (readings != expected) {
      return "Kafka has %,d readings where %,d were acknowledged".formatted(readings, expected);
    }
    return measured == 0 ? "no message came through in the measured time" : null;
  }

  private MqttLoadPlan loadPlan(int port) {
    return new MqttLoadPlan(
        port,
        row.connections(),
        row.values(),
        plan.window(row),
        plan.effort().rate(row),
        plan.mqttVersion(),
        row.system().needsBroker());
  }

  private PartProcess startSystem(int brokerPort) throws IOException, InterruptedException {
    String topic = KafkaTopics.topicOf(row.system());
    return switch (row.system()) {
      case ENDPOINT ->
          start(
              "gateway",
              GatewayPart.class,
              JVM_OPTIONS,
              gatewaySettings(
                  Map.of(
                      "mqtt.port", "0", "coap.enabled", "false", "devices.access", "registered")));
      case LINK ->
          start(
              "gateway",
              GatewayPart.class,
              JVM_OPTIONS,
              gatewaySettings(
                  Map.of(
                      "mqtt.enabled",
                      "false",
                      "coap.enabled",
                      "false",
                      "broker.url",
                      "tcp://127.0.0.1:" + brokerPort)));
      case CAMEL ->
          start(
              "camel",
              CamelPart.class,
              JVM_OPTIONS,
              bootstrapServers,
              Integer.toString(brokerPort),
              topic);
      case PRODUCER ->
          start(
              "producer",
              ProducerPart.class,
              JVM_OPTIONS,
              bootstrapServers,
              topic,
              Integer.toString(row.connections()),
              Integer.toString(row.values()),
              Long.toString((long) row.connections() * plan.window(row)));
    };
  }

  private String[] gatewaySettings(Map<String, String> ofRow) {
    Map<String, String> settings = new LinkedHashMap<>(ofRow);
    settings.put("kafka.bootstrap-servers", bootstrapServers);
    settings.put("http.ingest.enabled", "false");
    settings.put("kafka.partitions", Integer.toString(KafkaTopics.PARTITIONS));
    settings.putAll(plan.gatewaySettings());
    List<String> arguments = new ArrayList<>();
    settings.forEach((name, value) -> arguments.add(name + "=" + value));
    return arguments.toArray(String[]::new);
  }

  private PartProcess start(
      String name, Class<?> main, List<String> jvmOptions, String... arguments)
      throws IOException, InterruptedException {
    return PartProcess.start(name, main, jvmOptions, folder, List.of(arguments));
  }
}
