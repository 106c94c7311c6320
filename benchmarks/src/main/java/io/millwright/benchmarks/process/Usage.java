package io.millwright.benchmarks.process;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a JVM has used since its start.
 *
 * @param cpuNanos of all threads, the compiler's and the collector's included
 * @param allocatedBytes on the heap, by the Java threads that live now: what an ended thread
 *     allocated and memory outside the heap are not in it
 * @param compilerMillis for which its compiler threads were busy, added up
 */
public record Usage(long cpuNanos, long allocatedBytes, long compilerMillis) {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Of this process. */
  public static Usage here() {
    long allocated = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      // -1 = ended meanwhile
      allocated += Math.max(0, bytes);
    }
    return new Usage(
        SYSTEM.getProcessCpuTime(),
        allocated,
        ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
  }

  public Usage since(Usage earlier) {
    return new Usage(
        cpuNanos - earlier.cpuNanos,
        allocatedBytes - earlier.allocatedBytes,
        compilerMillis - earlier.compilerMillis);
  }

  static Usage parse(String line) {
    String[] words = line.split(" ");
    return new Usage(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
  }

  String line() {
    return cpuNanos + " " + allocatedBytes + " " + compilerMillis;
  }
}
