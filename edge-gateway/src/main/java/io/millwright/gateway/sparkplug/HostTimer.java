package io.millwright.gateway.sparkplug;

import java.time.Duration;

/** What time it is, and what is due later. */
interface HostTimer {
  /** Microseconds since 1970, for what is stored. */
  long micros();

  /** A clock that never jumps, for waiting. */
  long nanos();

  /** Runs a task later on a thread of its own; forgotten when the host is closed. */
  void after(Duration delay, Runnable task);
}
