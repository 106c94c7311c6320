package io.millwright.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A part's process, seen from outside. Closing it ends the process, by force if need be. */
public final class PartProcess implements AutoCloseable {
  /** On a busy machine a hundred thousand monitors take minutes to make. */
  private static final Duration START_PATIENCE = Duration.ofMinutes(10);

  private static final Duration ANSWER_PATIENCE = Duration.ofMinutes(10);
  private static final String ENDED = "ENDED";

  private final String name;
  private final Process process;
  private final Path errors;
  private final PrintWriter commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final int port;

  private PartProcess(String name, Process process, Path errors) throws InterruptedException {
    this.name = name;
    this.process = process;
    this.errors = errors;
    this.commands =
        new PrintWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
    Thread reader = new Thread(this::read, name + "-answers");
    reader.setDaemon(true);
    reader.start();
    try {
      this.port = Integer.parseInt(answer("READY", START_PATIENCE));
    } catch (InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /**
   * Starts a JVM and returns when its part is ready.
   *
   * @param folder its working directory, which gets its log and what it writes to its standard
   *     error
   * @throws IllegalStateException if the part does not start; with what it said
   */
  public static PartProcess start(
      String name, Class<?> main, List<String> jvmOptions, Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-Dmillwright.log=" + folder.resolve(name + ".log"));
    command.add("-Dfile.encoding=UTF-8");
    command.add("-cp");
    command.add(absolute(System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(arguments);
    Path errors = folder.resolve(name + ".err");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    return new PartProcess(name, process, errors);
  }

  /** The part runs in another folder, where a relative class path would lead nowhere. */
  private static String absolute(String classPath) {
    List<String> entries = new ArrayList<>();
    for (String entry : classPath.split(java.io.File.pathSeparator)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(java.io.File.pathSeparator, entries);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(answers::add);
    } catch (IOException | java.io.UncheckedIOException e) {
      // The process is gone, which the line below says.
    }
    answers.add(ENDED);
  }

  public int port() {
    return port;
  }

  /** What it has used since its start. */
  public Usage usage() throws InterruptedException {
    return Usage.parse(ask("usage"));
  }

  /** Bytes of the heap that are still used after a full collection. */
  public long heapAfterCollection() throws InterruptedException {
    return Long.parseLong(ask("heap"));
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @throws IllegalStateException if the part fails or ends
   */
  public synchronized String ask(String command) throws InterruptedException {
    commands.println(command);
    return answer("OK", ANSWER_PATIENCE);
  }

  private String answer(String expected, Duration patience) throws InterruptedException {
    @Nullable String line = answers.poll(patience.toSeconds(), TimeUnit.SECONDS);
    if (line == null) {
      throw new IllegalStateException(
          name + " did not answer within " + patience.toSeconds() + " s" + lastWords());
    }
    if (line.equals(ENDED)) {
      throw new IllegalStateException(name + " ended" + lastWords());
    }
    if (!line.startsWith(expected)) {
      throw new IllegalStateException(name + ": " + line.replaceFirst("^FAILED ", ""));
    }
    return line.substring(expected.length()).strip();
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(errors);
      return lines.isEmpty()
          ? ""
          : ": " + String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    commands.println("quit");
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
