package io.millwright.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The inside of a part's process. Commands come as lines on the standard input, and each has one
 * line as its answer: {@code usage}, {@code heap}, {@code quit}, and what the part itself knows.
 * The end of the input means that whoever started the process is gone, so it ends too.
 */
public final class PartServer {
  private static final String QUIT = "quit";
  private static final long PATIENCE_SECONDS = 10;

  private PartServer() {}

  /** Starts the part, serves it, and ends this process. */
  public static void serve(Callable<? extends Part> starter) {
    PrintStream answers = System.out;
    // Whatever else writes to the standard output must not look like an answer.
    System.setOut(System.err);
    BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    // From the beginning: whoever started the process may be gone before the part is ready.
    daemon("commands", () -> read(commands));
    int exitCode = 0;
    try {
      Part part = starter.call();
      answers.println("READY " + part.port());
      String command;
      while (!(command = commands.take()).equals(QUIT)) {
        answers.println(answer(part, command));
      }
      part.close();
    } catch (Exception e) {
      e.printStackTrace();
      answers.println("FAILED " + oneLine(e));
      exitCode = 1;
    }
    // Without the hooks and threads of what was measured.
    Runtime.getRuntime().halt(exitCode);
  }

  private static void read(BlockingQueue<String> commands) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null && !line.equals(QUIT)) {
        commands.add(line);
      }
    } catch (IOException e) {
      // As good as the end.
    }
    daemon("end-of-process", PartServer::haltLater);
    commands.add(QUIT);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void haltLater() {
    try {
      TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(2);
  }

  private static String answer(Part part, String command) {
    try {
      return "OK "
          + switch (command) {
            case "usage" -> Usage.here().line();
            case "heap" -> Long.toString(heapAfterCollection());
            default -> part.answer(command);
          };
    } catch (Exception e) {
      e.printStackTrace();
      return "FAILED " + oneLine(e);
    }
  }

  /** Bytes of the heap that are still used after a full collection. */
  public static long heapAfterCollection() {
    // The second one takes what the first one's reference handling let go.
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static String oneLine(Exception e) {
    return String.valueOf(e).replaceAll("\\s+", " ");
  }
}
