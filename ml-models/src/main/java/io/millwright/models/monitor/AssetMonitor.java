package io.millwright.models.monitor;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import io.millwright.models.alarm.AlarmCommand;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.plan.MonitoringPlan.Point;
import io.millwright.models.plan.PlanChange;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.waveform.WaveformBlock;
import org.jspecify.annotations.Nullable;

/**
 * One asset's way through all blocks: readings, time and maintenance records in, conclusions out.
 *
 * <p>It reads no clock, starts no thread and does no I/O. The same inputs give the same
 * conclusions, whatever the batch size, with repeated readings and with disorder up to the plan's
 * lateness. A reading of the same point and time with a higher source sequence is a correction: it
 * counts instead, as long as its scan is open. Not safe for use by several threads.
 *
 * <pre>
 *   readings -> open scans --event time passes a scan's end by the plan's lateness-->
 *     descriptors -> states -> prognoses -> health -> advisories
 * </pre>
 *
 * <p>A reading may lie as far before its received time as it likes: histories are replayed. One
 * that lies further ahead of it than the plan's {@code maxAhead} is refused, so that a wrong clock
 * cannot push event time away and make all other readings late. A received time of 0 means that
 * nobody noted it; then this is not checked.
 *
 * <p>A maintenance record takes effect before the first scan that begins at its time or later.
 */
public final class AssetMonitor {
  /** The years 1 to 9999: beyond them a time is garbage, and sums of times could overflow. */
  private static final long EARLIEST_MICROS = -62_135_596_800_000_000L;

  private static final long LATEST_MICROS = 253_402_300_800_000_000L;
  private static final long NONE = Long.MIN_VALUE;

  private final AssetKey asset;
  private final MonitoringPlan plan;
  private final long periodMicros;
  private final long latenessMicros;
  private final long maxAheadMicros;
  private final ConclusionsCollector conclusions;
  private final ScanValues values;

  /** Points whose sensor is watched. */
  private final boolean[] watched;

  final Blocks blocks;
  final DeedLog<MaintenanceRecord> maintenanceLog = new DeedLog<>(DeedLog.MAINTENANCE);
  final DeedLog<AlarmCommand> alarmLog = new DeedLog<>(DeedLog.ALARMS);
  final Tally tally = new Tally();
  ScanIntake intake;

  /** The latest event time seen. */
  long newestMicros = NONE;

  /** The first scan that is still open. */
  long nextScan = NONE;

  /** A monitor of an asset about which nothing is known yet. */
  public AssetMonitor(AssetKey asset, MonitoringPlan plan) {
    this.asset = asset;
    this.plan = plan;
    this.conclusions = new ConclusionsCollector(plan.points());
    this.periodMicros = plan.scan().periodMicros();
    this.latenessMicros = plan.scan().latenessMicros();
    this.maxAheadMicros = plan.scan().maxAheadMicros();
    this.blocks = new Blocks(asset, plan, conclusions);
    int points = plan.points().size();
    this.values = new ScanValues(points);
    this.watched = new boolean[points];
    plan.instruments().forEach(check -> watched[check.place()] = true);
    this.intake = new ScanIntake(points, ScanIntake.capacity(latenessMicros, periodMicros));
  }

  public MonitoringPlan plan() {
    return plan;
  }

  public AssetKey asset() {
    return asset;
  }

  /** What became of the readings so far. */
  public IntakeCounts counts() {
    return tally.counts();
  }

  /**
   * What a detector saw in the latest evaluated scan with a number.
   *
   * @param detector its place in the plan
   * @return NaN = nothing yet, or its state is not known
   */
  public double numberOf(int detector) {
    return blocks.states.valueOf(detector);
  }

  /** Why a prognosis is missing although its models are there; null when nothing is wrong. */
  public @Nullable String modelProblem() {
    return blocks.modelProblem();
  }

  /**
   * Takes readings of this asset; readings that were taken before, or that come too late, change
   * nothing.
   *
   * @throws IllegalArgumentException if they are another asset's
   */
  public Conclusions accept(Measurements measurements, ModelCatalog models) {
    if (!measurements.asset().equals(asset)) {
      throw new IllegalArgumentException(
          "readings of " + measurements.asset() + " came to the monitor of " + asset);
    }
    int[] places = plan.placesOfMeasured(measurements.points());
    long received = measurements.receivedTimeMicros();
    long latest = latest(received);
    for (int i = 0; i < measurements.size(); i++) {
      int place = places[measurements.pointIndex(i)];
      long time = measurements.timeMicros(i);
      if (place < 0) {
        tally.unknownPoint++;
      } else if (time > latest || time < EARLIEST_MICROS) {
        tally.ahead++;
        noteWrongTime(place, received);
      } else {
        reach(time, models);
        take(place, time, received, measurements, i);
      }
    }
    return conclusions.take();
  }

  /** A reading whose time cannot be belongs to the scan in which it was received. */
  private void noteWrongTime(int place, long receivedMicros) {
    long scan = Math.floorDiv(receivedMicros, periodMicros);
    if (watched[place]
        && receivedMicros != 0
        && nextScan != NONE
        && scan >= nextScan
        && scan < nextScan + intake.capacity()) {
      intake.noteWrongTime(scan, place);
    }
  }

  private void take(int place, long time, long received, Measurements measurements, int i) {
    double value = measurements.value(i);
    Point point = plan.points().get(place);
    long scan = Math.floorDiv(time, periodMicros);
    long sequence = measurements.sourceSequence(i);
    Quality quality = measurements.quality(i);
    boolean usable = quality.usable();
    if (usable && value >= point.low() && value <= point.high()) {
      if (scan < nextScan) {
        tally.late++;
        conclusions.addLate(place, time, newestMicros);
        noteWrongTime(place, received);
      } else {
        tally.used++;
        intake.put(scan, place, time, sequence, value, quality != Quality.GOOD);
      }
      return;
    }
    if (usable) {
      tally.outOfRange++;
      if (watched[place] && scan >= nextScan) {
        intake.noteImpossible(scan, place, time, value);
      }
    } else {
      tally.notUsable++;
    }
    if (sequence != 0 && scan >= nextScan) {
      intake.refuse(scan, place, time, sequence);
    }
  }

  /**
   * Takes a block of raw samples. One that comes too late, or that nothing is made of, changes
   * nothing.
   *
   * @param receivedMicros when the gateway had it; 0 = nobody noted it
   */
  public Conclusions accept(WaveformBlock block, long receivedMicros, ModelCatalog models) {
    int sensor = blocks.waveforms.indexOf(block.point());
    long time = block.endMicros();
    if (sensor < 0) {
      tally.unknownPoint++;
    } else if (!blocks.waveforms.takes(sensor, block.unit())) {
      tally.notUsable++;
    } else if (time > latest(receivedMicros) || time < EARLIEST_MICROS) {
      tally.ahead++;
    } else {
      reach(time, models);
      long scan = Math.floorDiv(time, periodMicros);
      if (scan < nextScan) {
        tally.late++;
      } else if (blocks.waveforms.put(scan, sensor, block)) {
        tally.used++;
      } else {
        tally.notUsable++;
      }
    }
    return conclusions.take();
  }

  private long latest(long receivedMicros) {
    return receivedMicros == 0
        ? LATEST_MICROS
        : Math.min(LATEST_MICROS, Math.max(EARLIEST_MICROS, receivedMicros) + maxAheadMicros);
  }

  /**
   * Event time has reached {@code timeMicros} although no reading said so: evaluates what is
   * complete by then, as a reading of that time would.
   */
  public Conclusions advanceTo(long timeMicros, ModelCatalog models) {
    reach(Math.max(EARLIEST_MICROS, Math.min(LATEST_MICROS, timeMicros)), models);
    return conclusions.take();
  }

  /** The latest event time seen; {@code Long.MIN_VALUE} = none yet. */
  public long reachedMicros() {
    return newestMicros;
  }

  /**
   * The event time at which the next scan is evaluated, or the next state is known no longer, if no
   * reading comes before; {@code Long.MAX_VALUE} = time alone changes nothing any more.
   */
  public long nextByTimeAloneMicros() {
    if (nextScan == NONE) {
      return Long.MAX_VALUE;
    }
    long scan = Math.min(intake.firstHeld(), blocks.waveforms.firstWaiting());
    int silent = blocks.states.scansUntilUnknown();
    if (silent > 0) {
      scan = Math.min(scan, nextScan + silent - 1);
    }
    return scan == Long.MAX_VALUE ? scan : (scan + 1) * periodMicros + latenessMicros;
  }

  private void reach(long timeMicros, ModelCatalog models) {
    if (timeMicros <= newestMicros) {
      return;
    }
    newestMicros = timeMicros;
    long firstOpen = Math.floorDiv(timeMicros - latenessMicros, periodMicros);
    if (nextScan == NONE) {
      nextScan = firstOpen;
      maintain();
    } else if (firstOpen > nextScan) {
      close(firstOpen, models);
    }
  }

  /** Evaluates the scans before {@code firstOpen}; however many they are, only few are held. */
  private void close(long firstOpen, ModelCatalog models) {
    long lastHeld = Math.min(firstOpen, nextScan + intake.capacity());
    long gapFrom = nextScan;
    for (long scan = nextScan; scan < lastHeld; scan++) {
      if (hasScan(scan)) {
        blocks.skip(gapFrom, scan);
        nextScan = scan;
        maintain();
        blocks.evaluate(scan, values, models);
        gapFrom = scan + 1;
      }
    }
    blocks.skip(gapFrom, firstOpen);
    nextScan = firstOpen;
    maintain();
  }

  /** Moves what a scan has out of the intake; false = it has nothing. */
  private boolean hasScan(long scan) {
    boolean readings = intake.take(scan, values);
    if (!readings && blocks.waveforms.has(scan)) {
      values.silence();
      return true;
    }
    return readings;
  }

  /** Takes what maintenance did; what was taken before changes nothing. */
  public Conclusions accept(MaintenanceRecord maintenance) {
    if (maintenanceLog.add(maintenance) && nextScan != NONE) {
      maintain();
    }
    return conclusions.take();
  }

  /**
   * Takes what a person does about alarms; it shows with the first scan that ends behind its time.
   * What was taken before changes nothing.
   */
  public Conclusions accept(AlarmCommand command) {
    if (alarmLog.add(command) && nextScan != NONE) {
      maintain();
    }
    return conclusions.take();
  }

  /** Lets the records take effect whose time has come. */
  private void maintain() {
    long timeMicros = nextScan * periodMicros;
    AlarmCommand command;
    while ((command = alarmLog.next(timeMicros)) != null) {
      blocks.alarms.command(command);
    }
    MaintenanceRecord maintenance;
    while ((maintenance = maintenanceLog.next(timeMicros)) != null) {
      blocks.maintain(maintenance, timeMicros);
    }
  }

  /**
   * The monitor that goes on under another plan. It keeps what the new plan can use, as {@link
   * PlanChange} tells (open episodes always), and learns the rest anew.
   */
  public AssetMonitor under(MonitoringPlan newPlan) {
    AssetMonitor monitor = new AssetMonitor(asset, newPlan);
    monitor.blocks.inheritEpisodes(blocks);
    monitor.maintenanceLog.inherit(maintenanceLog);
    monitor.alarmLog.inherit(alarmLog);
    monitor.newestMicros = newestMicros;
    monitor.tally.copy(tally);
    if (nextScan == NONE) {
      return monitor;
    }
    if (monitor.periodMicros != periodMicros) {
      // No time is evaluated twice: the first scan that begins after the last evaluated one.
      monitor.nextScan = -Math.floorDiv(-nextScan * periodMicros, monitor.periodMicros);
      return monitor;
    }
    monitor.nextScan = nextScan;
    PlanChange change = new PlanChange(plan, newPlan);
    monitor.blocks.inherit(blocks, change, nextScan * periodMicros);
    int capacity = Math.max(monitor.intake.capacity(), intake.capacity());
    monitor.intake = new ScanIntake(newPlan.points().size(), capacity);
    monitor.intake.inherit(intake, change::placeBefore);
    return monitor;
  }

  /**
   * The whole state as bytes, versioned; {@link #restore} reads them. Without the plan, which has
   * its own home.
   */
  public byte[] snapshot() {
    return Snapshot.write(this);
  }

  /**
   * The monitor whose {@link #snapshot()} this was.
   *
   * @throws IllegalArgumentException if the bytes are no snapshot, or one of another plan
   */
  public static AssetMonitor restore(AssetKey asset, MonitoringPlan plan, byte[] snapshot) {
    return Snapshot.read(asset, plan, snapshot);
  }

  /** Goes on from a snapshot: what the blocks do not keep is told to them. */
  void resume() {
    if (blocks.doctor.anyFaulty()) {
      blocks.believe(nextScan * periodMicros);
      conclusions.take();
    }
  }
}
