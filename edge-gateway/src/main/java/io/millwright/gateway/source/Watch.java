package io.millwright.gateway.source;

import io.millwright.gateway.reading.Micros;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Watches one connection of a source. Can be used by any thread. */
public final class Watch {
  private final CompletableFuture<String> lost = new CompletableFuture<>();
  private volatile long heardNanos = System.nanoTime();
  private volatile long heardMicros = Micros.now();

  /** The source has given a sign of life. */
  public void heard() {
    heardNanos = System.nanoTime();
    heardMicros = Micros.now();
  }

  /** The connection is of no use any more; the first reason counts. */
  public void lost(String reason) {
    lost.complete(reason);
  }

  public boolean isLost() {
    return lost.isDone();
  }

  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardNanos);
  }

  /** The last sign of life; at first, when the watch began. */
  long heardMicros() {
    return heardMicros;
  }

  /** Waits until the connection is lost, or silent for longer than {@code patience}. */
  String awaitEnd(Duration patience) throws InterruptedException {
    while (true) {
      Duration left = patience.minus(silence());
      if (left.isNegative() || left.isZero()) {
        return "nothing came for " + patience + ": taken for dead";
      }
      try {
        return lost.get(left.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        // Something may have come meanwhile.
      } catch (ExecutionException e) {
        throw new IllegalStateException("a watch is never completed with a failure", e);
      }
    }
  }
}
