package io.millwright.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program of the tests in a JVM of its own, which says RUNNING when it runs. */
public final class ProgramProcess implements AutoCloseable {
  private static final Pattern SCORED = Pattern.compile("Status\\[.*readingsScored=(\\d+)");

  private final Process process;

  /** Whether it came to run; false when it ended before. */
  private final CompletableFuture<Boolean> running = new CompletableFuture<>();

  private final List<String> said = new ArrayList<>();

  private ProgramProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::listen, "program-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a {@link KilledProgram} and returns; {@link #awaitRunning} waits until it runs. */
  static ProgramProcess start(List<String> arguments) throws IOException {
    return start(KilledProgram.class, arguments);
  }

  /** Starts a program and returns; {@link #awaitRunning} waits until it runs. */
  public static ProgramProcess start(Class<?> main, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
    command.addAll(arguments);
    return new ProgramProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void listen() {
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      String line;
      while ((line = output.readLine()) != null) {
        synchronized (said) {
          said.add(line);
        }
        if (line.equals("RUNNING")) {
          running.complete(true);
        }
      }
    } catch (IOException e) {
      synchronized (said) {
        said.add("output ended: " + e);
      }
    } finally {
      running.complete(false);
    }
  }

  public void awaitRunning() {
    boolean came = running.completeOnTimeout(false, 60, TimeUnit.SECONDS).join();
    assertThat(came).as(() -> "RUNNING in " + said()).isTrue();
  }

  /** Readings that it has scored since its start, by its own account. */
  long readingsScored() throws Exception {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    long scored = 0;
    synchronized (said) {
      for (String line : said) {
        Matcher status = SCORED.matcher(line);
        if (status.find()) {
          scored = Long.parseLong(status.group(1));
        }
      }
    }
    return scored;
  }

  public String said() {
    synchronized (said) {
      return String.join("\n", said);
    }
  }

  /** As the operating system or a power cut would: nothing can be done before the end. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Lets it end by itself. */
  public void stop() throws Exception {
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(() -> "stopped: " + said()).isTrue();
    assertThat(process.exitValue()).as(this::said).isZero();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
