package io.millwright.gateway.source;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps sources connected for as long as it is open. Each has a thread of its own, so that one
 * which hangs holds up no other.
 */
public final class SourceSupervisor implements AutoCloseable {
  private static final long STOP_PATIENCE_MILLIS = 15_000;

  private final List<SupervisedSource> sources;
  private final List<Thread> threads;

  private SourceSupervisor(List<SupervisedSource> sources, List<Thread> threads) {
    this.sources = sources;
    this.threads = threads;
  }

  /** Begins to connect and returns; what is not there yet is tried again and again. */
  public static SourceSupervisor start(List<Source> sources) {
    List<SupervisedSource> supervised = sources.stream().map(SupervisedSource::new).toList();
    List<Thread> threads = new ArrayList<>();
    for (SupervisedSource source : supervised) {
      Thread thread = new Thread(source, "source-" + source.status().name());
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    return new SourceSupervisor(supervised, threads);
  }

  public List<SourceStatus> statuses() {
    return sources.stream().map(SupervisedSource::status).toList();
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    long deadline = System.nanoTime() + STOP_PATIENCE_MILLIS * 1_000_000;
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
