package io.millwright.benchmarks.part;

import io.millwright.benchmarks.process.Part;
import io.millwright.benchmarks.process.PartServer;
import io.millwright.standalone.Ports;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The Mosquitto of this machine; this process only sees to it that the broker ends with the
 * measurement. Argument: a folder for its settings. Knows the command {@code cpu}: nanoseconds that
 * the broker has used.
 */
public final class MosquittoPart implements Part {
  private final Process mosquitto;
  private final int port;

  private MosquittoPart(Path program, Path folder) throws IOException, InterruptedException {
    this.port = Ports.any();
    Path settings = folder.resolve("mosquitto.conf");
    // No limit that would drop messages, and no more in flight than a session may have anyway.
    Files.writeString(
        settings,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence false
        max_queued_messages 0
        max_queued_bytes 0
        max_inflight_messages 1000
        set_tcp_nodelay true
        log_type error
        """
            .formatted(port));
    this.mosquitto =
        new ProcessBuilder(program.toString(), "-c", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.out").toFile())
            .start();
    try {
      awaitAnswer();
    } catch (InterruptedException | RuntimeException e) {
      mosquitto.destroyForcibly();
      throw e;
    }
  }

  public static void main(String[] arguments) {
    PartServer.serve(() -> new MosquittoPart(program().orElseThrow(), Path.of(arguments[0])));
  }

  /** Where Mosquitto is; empty when it is neither on the PATH nor where Debian puts it. */
  public static Optional<Path> program() {
    return Stream.concat(
            Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(folder -> Path.of(folder, "mosquitto"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private void awaitAnswer() throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (!mosquitto.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException("mosquitto does not listen on port " + port, e);
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String answer(String command) throws Exception {
    if (command.equals("cpu")) {
      return Long.toString(
          mosquitto.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).toNanos());
    }
    return Part.super.answer(command);
  }

  @Override
  public void close() throws InterruptedException {
    mosquitto.destroy();
    if (!mosquitto.waitFor(5, TimeUnit.SECONDS)) {
      mosquitto.destroyForcibly();
    }
  }
}
