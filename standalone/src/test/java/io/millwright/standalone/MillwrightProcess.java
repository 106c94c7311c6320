package io.millwright.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The millwright command in a process of its own, which can be killed. */
final class MillwrightProcess implements AutoCloseable {
  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private MillwrightProcess(Process process) {
    this.process = process;
    this.reader =
        new Thread(() -> process.inputReader().lines().forEach(lines::add), "millwright-output");
    reader.setDaemon(true);
    reader.start();
  }

  static MillwrightProcess start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Millwright.class.getName()));
    command.addAll(List.of(arguments));
    return new MillwrightProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** The first line that contains the text, when it has come. */
  String awaitLine(String text, Duration patience) {
    Awaitility.await("a line with '" + text + "' in " + lines)
        .atMost(patience)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !process.isAlive() || lines.stream().anyMatch(line -> line.contains(text)));
    return lines.stream()
        .filter(line -> line.contains(text))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("the process ended without '" + text + "':\n" + output()));
  }

  /** SIGKILL: no hook runs, nothing is closed. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  int awaitExit(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + patience + ":\n" + output());
    }
    reader.join(TimeUnit.SECONDS.toMillis(5));
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String output() {
    return String.join("\n", lines);
  }

  /** As Ctrl-C would. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
