package io.millwright.benchmarks.monitoring;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.prognosis.ModelCatalog;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The monitors of a fleet, fed one after the other in turns by one thread. The records are made and
 * decoded in portions before the time is taken, so that only the monitors are measured.
 */
final class EngineRun {
  /** Small enough to lie in the caches, as a record does that has just been decoded. */
  private static final int PORTION_READINGS = 100_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Shape shape;
  private final PumpFleet fleet;
  private final AssetMonitor[] monitors;
  private final @Nullable Measurements[] portion;
  private final int snapshotBytes;
  private int nextPump;
  private long nextRecord;

  private long readings;
  private long evaluations;
  private long conclusions;

  EngineRun(Shape shape, long seed) {
    this.shape = shape;
    this.fleet = new PumpFleet(seed);
    this.monitors = new AssetMonitor[shape.pumps()];
    this.portion = new Measurements[Math.max(1, PORTION_READINGS / shape.readings())];
    List<byte[]> settled = fleet.settled(Math.min(PumpFleet.KINDS, shape.pumps()));
    for (int pump = 0; pump < monitors.length; pump++) {
      monitors[pump] =
          AssetMonitor.restore(
              PumpFleet.asset(pump), fleet.plan(), settled.get(pump % settled.size()));
    }
    this.snapshotBytes = (int) settled.stream().mapToInt(bytes -> bytes.length).average().orElse(0);
  }

  /** Lets go of what was measured with, so that the monitors alone are left. */
  void clear() {
    Arrays.fill(portion, null);
  }

  /** Mean size of what is stored of a monitor. */
  int snapshotBytes() {
    return snapshotBytes;
  }

  AssetMonitor monitor(int pump) {
    return monitors[pump];
  }

  /** Runs for at least so long, and until each pump has sent a record. */
  EngineFigures measure(double seconds) {
    long wanted = (long) (seconds * 1e9);
    long firstRecord = nextRecord;
    int firstPump = nextPump;
    readings = 0;
    evaluations = 0;
    conclusions = 0;
    long nanos = 0;
    long threadCpu = 0;
    long processCpu = 0;
    long collector = 0;
    long allocated = 0;
    boolean round = false;
    while (nanos < wanted || !round) {
      prepare();
      long collectorBefore = collectorMillis();
      long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
      long processBefore = SYSTEM.getProcessCpuTime();
      long threadBefore = THREADS.getCurrentThreadCpuTime();
      long before = System.nanoTime();
      feed();
      nanos += System.nanoTime() - before;
      threadCpu += THREADS.getCurrentThreadCpuTime() - threadBefore;
      processCpu += SYSTEM.getProcessCpuTime() - processBefore;
      allocated += THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
      collector += collectorMillis() - collectorBefore;
      round = nextRecord > firstRecord + 1 || nextRecord > firstRecord && nextPump >= firstPump;
    }
    return new EngineFigures(
        readings, nanos, threadCpu, processCpu, collector, allocated, evaluations, conclusions);
  }

  private void prepare() {
    int pump = nextPump;
    long record = nextRecord;
    for (int i = 0; i < portion.length; i++) {
      portion[i] = MeasurementsSerde.decode(fleet.record(shape, pump, record));
      pump++;
      if (pump == monitors.length) {
        pump = 0;
        record++;
      }
    }
  }

  private void feed() {
    for (Measurements each : portion) {
      if (each == null) {
        throw new IllegalStateException("the records are not there");
      }
      Conclusions concluded = monitors[nextPump].accept(each, ModelCatalog.EMPTY);
      readings += each.size();
      evaluations += concluded.health().size();
      conclusions +=
          concluded.stateChanges().size()
              + concluded.alarms().size()
              + concluded.findings().size()
              + concluded.advisories().size();
      nextPump++;
      if (nextPump == monitors.length) {
        nextPump = 0;
        nextRecord++;
      }
    }
  }

  private static long collectorMillis() {
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      millis += collector.getCollectionTime();
    }
    return millis;
  }
}
