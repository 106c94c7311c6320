package io.millwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Mosquitto on a free port; the test is skipped where there is none, except in CI. */
final class Mosquitto implements AutoCloseable {
  private final Process process;
  private final int port;

  private Mosquitto(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static Mosquitto start(Path directory) throws IOException {
    return start(directory, freePort(), "allow_anonymous true");
  }

  /**
   * One with settings of its own.
   *
   * @param more lines of mosquitto.conf
   */
  static Mosquitto start(Path directory, int port, String more) throws IOException {
    String program = program();
    Path settings = directory.resolve("mosquitto.conf");
    // Mosquitto gives up root's rights, and then must still reach its files.
    Files.writeString(
        settings,
        "user root\nlistener " + port + " 127.0.0.1\nmax_queued_messages 0\n" + more + "\n");
    Process process =
        new ProcessBuilder(program, "-c", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("mosquitto.log").toFile())
            .start();
    await().until(() -> answers(port));
    return new Mosquitto(process, port);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String program() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    String program =
        Stream.concat(Stream.of("/usr/sbin"), Stream.of(path.split(File.pathSeparator)))
            .map(folder -> folder + "/mosquitto")
            .filter(file -> new File(file).canExecute())
            .findFirst()
            .orElse("");
    String missing = "no mosquitto in /usr/sbin or on the PATH: install Debian's mosquitto";
    if (System.getenv("CI") != null) {
      // A build server that skips this in silence would check nothing of the broker link.
      assertThat(program).as(missing).isNotEmpty();
    }
    assumeTrue(!program.isEmpty(), missing);
    return program;
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor(10, TimeUnit.SECONDS);
  }
}
