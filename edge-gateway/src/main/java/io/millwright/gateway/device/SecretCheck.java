package io.millwright.gateway.device;

import io.millwright.contracts.device.SecretHash;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Compares secrets with slow hashes on a few threads, so that nobody can make it cost more. */
final class SecretCheck implements AutoCloseable {
  private static final int MOST_WAITING = 1_000;

  private final ThreadPoolExecutor workers;

  SecretCheck() {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "device-secrets");
              thread.setDaemon(true);
              return thread;
            });
    workers.allowCoreThreadTimeOut(true);
  }

  /** Which of those the secret has; null = too many wait already. */
  @Nullable CompletionStage<List<SecretHash>> matching(List<SecretHash> hashes, byte[] secret) {
    CompletableFuture<List<SecretHash>> answer = new CompletableFuture<>();
    try {
      // With all, so that the time does not tell which one it is.
      workers.execute(
          () -> answer.complete(hashes.stream().filter(it -> it.matches(secret)).toList()));
    } catch (RejectedExecutionException e) {
      return null;
    }
    return answer;
  }

  /** Compares with all, so that the time does not tell which one it is. */
  static boolean compare(List<SecretHash> hashes, byte[] secret) {
    boolean matches = false;
    for (SecretHash hash : hashes) {
      matches |= hash.matches(secret);
    }
    return matches;
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
