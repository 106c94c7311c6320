package io.millwright.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * {@code millwright up} for the organization {@code plant}, each time on the same ports and folder.
 */
record UpOnFreePorts(Path data, int httpPort, int mqttPort, int coapPort, int ingestPort) {

  /** On free ports. */
  static UpOnFreePorts in(Path data) throws IOException {
    return new UpOnFreePorts(data, Ports.any(), Ports.any(), Ports.any(), Ports.any());
  }

  /**
   * One that serves already, for all test classes of this JVM that keep to what they made
   * themselves. It ends with the JVM, and nobody closes it.
   */
  static UpOnFreePorts shared() {
    return Shared.UP;
  }

  private static final class Shared {
    static final UpOnFreePorts UP = startShared();

    private static UpOnFreePorts startShared() {
      try {
        Path folder = Files.createTempDirectory("millwright-shared");
        UpOnFreePorts up = in(folder.resolve("data"));
        MillwrightProcess process = up.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
        return up;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private static void end(MillwrightProcess process, Path folder) {
      try {
        process.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A process that serves. */
  MillwrightProcess start() throws IOException, InterruptedException {
    MillwrightProcess process =
        MillwrightProcess.start(
            "up",
            "--data",
            data.toString(),
            "--organization",
            "plant",
            "--http-port",
            Integer.toString(httpPort),
            "--mqtt-port",
            Integer.toString(mqttPort),
            "--coap-port",
            Integer.toString(coapPort),
            "--ingest-port",
            Integer.toString(ingestPort));
    try {
      process.awaitLine("Serving", Duration.ofMinutes(2));
      return process;
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }
}
