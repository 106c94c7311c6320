package io.millwright.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** The machine that is measured on. */
public record Machine(int cores, String processor, String jdk, String system, long memoryBytes) {
  /** Of the kernel's clock in /proc, the same on every Linux. */
  private static final long NANOS_PER_TICK = 10_000_000;

  /** More than this is said to have disturbed a measurement. */
  public static final double DISTURBING_CORES = 0.25;

  public static Machine here() {
    var bean =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        processorName(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        bean.getTotalMemorySize());
  }

  /** Bytes that programs can have without others going to disk; of the whole where not known. */
  public static long availableBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024)
          .findFirst()
          .orElseThrow();
    } catch (IOException | RuntimeException e) {
      return here().memoryBytes();
    }
  }

  private static String processorName() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException e) {
      return "unknown processor";
    }
  }

  /** Over the last minute; negative = not known here. */
  public static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /**
   * Nanoseconds of all cores that went to programs other than this one and its children since the
   * machine started, what a hypervisor took away included; NaN = not known here. Only differences
   * mean something, as long as no child ends between.
   */
  public static double otherCpuNanos() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      long[] ticks =
          Arrays.stream(lines.findFirst().orElseThrow().split("\\s+"))
              .skip(1)
              .mapToLong(Long::parseLong)
              .toArray();
      // user, nice, system, (idle, iowait,) irq, softirq, steal
      long busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7];
      return busy * (double) NANOS_PER_TICK - ownCpuNanos();
    } catch (IOException | RuntimeException e) {
      return Double.NaN;
    }
  }

  private static double ownCpuNanos() {
    ProcessHandle self = ProcessHandle.current();
    return Stream.concat(Stream.of(self), self.descendants())
        .mapToDouble(process -> process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
        .sum();
  }

  @Override
  public String toString() {
    return "%d cores (%s), %.0f GB, %s, %s"
        .formatted(cores, processor, memoryBytes / 1e9, jdk, system);
  }
}
