package io.millwright.gateway;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.store.StoreConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A gateway in a process of its own, which can be killed. */
final class GatewayProcess implements AutoCloseable {
  private static final String READY = "MQTT port ";

  private final Process process;
  private final int port;

  private GatewayProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The process itself: bootstrap servers and directory. */
  public static void main(String[] arguments) throws InterruptedException {
    EdgeGateway gateway =
        EdgeGateway.start(
            GatewayConfig.local(arguments[0]).withCoap(null).withStore(store(arguments[1])),
            new SimpleMeterRegistry());
    System.out.println(READY + gateway.mqttPort());
    Thread.currentThread().join();
  }

  /** Quick to notice that Kafka is away, so that a test need not wait. */
  static StoreConfig store(String directory) {
    return new StoreConfig(Path.of(directory), 1L << 30, Duration.ofMillis(300), 20_000);
  }

  static GatewayProcess start(String bootstrapServers, Path directory) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayProcess.class.getName(),
                bootstrapServers,
                directory.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    String line;
    while ((line = out.readLine()) != null) {
      if (line.startsWith(READY)) {
        Thread drain = new Thread(() -> out.lines().forEach(ignored -> {}), "gateway-output");
        drain.setDaemon(true);
        drain.start();
        return new GatewayProcess(process, Integer.parseInt(line.substring(READY.length())));
      }
      said.append(line).append('\n');
    }
    throw new IllegalStateException("the gateway did not start:\n" + said);
  }

  int port() {
    return port;
  }

  /** With SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
