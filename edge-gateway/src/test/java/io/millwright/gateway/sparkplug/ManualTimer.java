package io.millwright.gateway.sparkplug;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes when the test says so. */
final class ManualTimer implements HostTimer {
  private record Task(long dueNanos, Runnable task) {}

  private final List<Task> tasks = new ArrayList<>();
  private final long startMillis;
  private long nanos;

  ManualTimer(long startMillis) {
    this.startMillis = startMillis;
  }

  @Override
  public long micros() {
    return startMillis * 1_000 + nanos / 1_000;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void after(Duration delay, Runnable task) {
    tasks.add(new Task(nanos + delay.toNanos(), task));
  }

  void pass(Duration time) {
    long end = nanos + time.toNanos();
    while (true) {
      Task next =
          tasks.stream()
              .filter(task -> task.dueNanos() <= end)
              .min(Comparator.comparingLong(Task::dueNanos))
              .orElse(null);
      if (next == null) {
        nanos = end;
        return;
      }
      tasks.remove(next);
      nanos = next.dueNanos();
      next.task().run();
    }
  }
}
