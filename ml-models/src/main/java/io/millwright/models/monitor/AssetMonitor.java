package io.millwright.models.monitor;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import io.millwright.models.advisory.AdvisoryRule;
import io.millwright.models.advisory.AdvisoryRules;
import io.millwright.models.advisory.Situation;
import io.millwright.models.alarm.AlarmCommand;
import io.millwright.models.alarm.AlarmDesk;
import io.millwright.models.baseline.Learning;
import io.millwright.models.baseline.NormalisedPoints;
import io.millwright.models.baseline.NormalisedPoints.Normalised;
import io.millwright.models.descriptor.DescriptorBank;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.detection.State;
import io.millwright.models.detection.StateDetection;
import io.millwright.models.health.Health;
import io.millwright.models.health.Likelihood;
import io.millwright.models.instrument.SensorDoctor;
import io.millwright.models.operation.Regime;
import io.millwright.models.operation.RegimeTracker;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.plan.MonitoringPlan.Point;
import io.millwright.models.plan.MonitoringPlan.Scan;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.prognosis.Prognoser;
import io.millwright.models.prognosis.Prognosis;
import io.millwright.models.waveform.WaveformBlock;
import io.millwright.models.waveform.WaveformIntake;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  private static final int SNAPSHOT_MAGIC = 0x4d574153;

  /**
   * Version 1 ended before the source sequences of the open scans; version 2 had neither sums of
   * the descriptors' windows nor qualities, and counted scans of one candidate for a state; version
   * 3 ended before the regime, its rings were all of one length, and its detectors learned nothing.
   */
  private static final int SNAPSHOT_VERSION = 4;

  /** The years 1 to 9999: beyond them a time is garbage, and sums of times could overflow. */
  private static final long EARLIEST_MICROS = -62_135_596_800_000_000L;

  private static final long LATEST_MICROS = 253_402_300_800_000_000L;
  private static final long NONE = Long.MIN_VALUE;

  /** How far back a trend is shown, in scans. */
  private static final int TREND_SCANS = 100;

  /** Scans whose mean stands for "now" in the words of an advisory. */
  private static final int RECENT_SCANS = 5;

  private final AssetKey asset;
  private final MonitoringPlan plan;
  private final long periodMicros;
  private final long latenessMicros;
  private final long maxAheadMicros;
  private final DescriptorBank bank;
  private final WaveformIntake waveforms;
  private final SensorDoctor doctor;
  private final RegimeTracker regime;
  private final NormalisedPoints normalised;
  private final StateDetection states;
  private final List<Prognoser> prognosers;
  private final Map<String, Situation> situations = new HashMap<>();
  private final AdvisoryRules rules;
  private final DeedLog<MaintenanceRecord> maintenanceLog = new DeedLog<>(DeedLog.MAINTENANCE);
  private final DeedLog<AlarmCommand> alarmLog = new DeedLog<>(DeedLog.ALARMS);
  private final AlarmDesk alarms;
  private final ConclusionsCollector conclusions;
  private final double[] valueOfPoint;
  private final boolean[] uncertainOfPoint;
  private final ScanSigns signs;

  /** Points whose sensor is watched. */
  private final boolean[] watched;

  private final double[] stack;
  private ScanIntake intake;

  /** The latest event time seen, and the first scan that is still open. */
  private long newestMicros = NONE;

  private long nextScan = NONE;

  /** Event time from which this component is known. */
  private long knownFromMicros = NONE;

  private long used;
  private long unknownPoint;
  private long notUsable;
  private long outOfRange;
  private long late;
  private long ahead;

  /** The dictionary of the last batch, and for each of its names the place in the plan. */
  private List<String> dictionary = List.of();

  private int[] placeOfDictionary = new int[0];

  /** A monitor of an asset about which nothing is known yet. */
  public AssetMonitor(AssetKey asset, MonitoringPlan plan) {
    this.asset = asset;
    this.plan = plan;
    this.conclusions = new ConclusionsCollector(plan.points());
    Scan scan = plan.scan();
    this.periodMicros = scan.periodMicros();
    this.latenessMicros = scan.latenessMicros();
    this.maxAheadMicros = scan.maxAheadMicros();
    this.bank =
        new DescriptorBank(plan.descriptors(), plan.descriptorNames(), scan.baselineScans());
    this.waveforms = new WaveformIntake(plan.waveforms(), scan.unknownAfterScans());
    this.doctor = new SensorDoctor(plan.instruments(), plan.points().size());
    this.regime = new RegimeTracker(plan.operation());
    this.normalised = normalised(plan);
    this.states = new StateDetection(plan.detectors(), asset.hashCode());
    this.alarms = new AlarmDesk(plan.alarms(), plan.detectors());
    this.prognosers =
        plan.prognoses().stream()
            .map(prognosis -> new Prognoser(prognosis, asset.tenant(), plan.descriptorNames()))
            .toList();
    this.rules = new AdvisoryRules(plan.rules());
    for (AdvisoryRule rule : plan.rules()) {
      situations.computeIfAbsent(
          rule.failureMode(),
          mode -> new Situation(asset, mode, states, this::facts, this::explained));
    }
    this.valueOfPoint = new double[plan.points().size()];
    this.uncertainOfPoint = new boolean[valueOfPoint.length];
    this.signs = new ScanSigns(valueOfPoint.length);
    this.watched = new boolean[valueOfPoint.length];
    plan.instruments().forEach(check -> watched[check.place()] = true);
    this.stack = plan.virtualPoints().newStack();
    this.intake =
        new ScanIntake(valueOfPoint.length, ScanIntake.capacity(latenessMicros, periodMicros));
  }

  private static NormalisedPoints normalised(MonitoringPlan plan) {
    List<Normalised> points = plan.normalisedPoints();
    int scans = Math.max(Learning.FEWEST_SCANS, plan.scan().baselineScans());
    return new NormalisedPoints(points, Learning.from(scans), plan.operation().binCount());
  }

  public MonitoringPlan plan() {
    return plan;
  }

  public AssetKey asset() {
    return asset;
  }

  /** What became of the readings so far. */
  public IntakeCounts counts() {
    return new IntakeCounts(used, unknownPoint, notUsable, outOfRange, late, ahead);
  }

  /**
   * What a detector saw in the latest evaluated scan with a number.
   *
   * @param detector its place in the plan
   * @return NaN = nothing yet, or its state is not known
   */
  public double numberOf(int detector) {
    return states.valueOf(detector);
  }

  /** Why a prognosis is missing although its models are there; null when nothing is wrong. */
  public @Nullable String modelProblem() {
    return prognosers.stream()
        .map(Prognoser::problem)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
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
    int[] places = places(measurements.points());
    long received = measurements.receivedTimeMicros();
    long latest = latest(received);
    for (int i = 0; i < measurements.size(); i++) {
      int place = places[measurements.pointIndex(i)];
      long time = measurements.timeMicros(i);
      if (place < 0) {
        unknownPoint++;
      } else if (time > latest || time < EARLIEST_MICROS) {
        ahead++;
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
        late++;
        conclusions.addLate(place, time, newestMicros);
        noteWrongTime(place, received);
      } else {
        used++;
        intake.put(scan, place, time, sequence, value, quality != Quality.GOOD);
      }
      return;
    }
    if (usable) {
      outOfRange++;
      if (watched[place] && scan >= nextScan) {
        intake.noteImpossible(scan, place, time, value);
      }
    } else {
      notUsable++;
    }
    if (sequence != 0 && scan >= nextScan) {
      intake.refuse(scan, place, time, sequence);
    }
  }

  private int[] places(List<String> points) {
    if (!points.equals(dictionary)) {
      placeOfDictionary = points.stream().mapToInt(plan::indexOfMeasured).toArray();
      dictionary = points;
    }
    return placeOfDictionary;
  }

  /**
   * Takes a block of raw samples. One that comes too late, or that nothing is made of, changes
   * nothing.
   *
   * @param receivedMicros when the gateway had it; 0 = nobody noted it
   */
  public Conclusions accept(WaveformBlock block, long receivedMicros, ModelCatalog models) {
    int sensor = waveforms.indexOf(block.point());
    long time = block.endMicros();
    if (sensor < 0) {
      unknownPoint++;
    } else if (!waveforms.takes(sensor, block.unit())) {
      notUsable++;
    } else if (time > latest(receivedMicros) || time < EARLIEST_MICROS) {
      ahead++;
    } else {
      reach(time, models);
      long scan = Math.floorDiv(time, periodMicros);
      if (scan < nextScan) {
        late++;
      } else if (waveforms.put(scan, sensor, block)) {
        used++;
      } else {
        notUsable++;
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
        skip(gapFrom, scan);
        nextScan = scan;
        maintain();
        evaluate(scan, models);
        gapFrom = scan + 1;
      }
    }
    skip(gapFrom, firstOpen);
    nextScan = firstOpen;
    maintain();
  }

  /** Moves what a scan has out of the intake; false = it has nothing. */
  private boolean hasScan(long scan) {
    boolean readings = intake.take(scan, valueOfPoint, uncertainOfPoint, signs);
    if (!readings && waveforms.has(scan)) {
      Arrays.fill(valueOfPoint, Double.NaN);
      Arrays.fill(uncertainOfPoint, false);
      signs.clear();
      return true;
    }
    return readings;
  }

  private void skip(long from, long to) {
    if (to > from) {
      doctor.skip(to - from);
      alarms.skip(to - from);
      regime.skip(to - from);
      bank.skip(to - from);
      states.skip(to - from, (from + 1) * periodMicros, periodMicros, conclusions::add);
    }
  }

  private void evaluate(long scan, ModelCatalog models) {
    long timeMicros = (scan + 1) * periodMicros;
    if (knownFromMicros == NONE) {
      knownFromMicros = scan * periodMicros;
    }
    boolean resting = regime.regime() == Regime.OFF;
    if (doctor.examine(timeMicros, valueOfPoint, signs, resting, conclusions::add)) {
      believe(timeMicros);
    }
    boolean trusted = !doctor.anyFaulty();
    waveforms.compute(scan, valueOfPoint);
    plan.virtualPoints().compute(valueOfPoint, uncertainOfPoint, stack);
    regime.evaluate(valueOfPoint);
    boolean healthy = trusted && states.worst().compareTo(State.ALERT) < 0;
    normalised.compute(valueOfPoint, uncertainOfPoint, regime.regime(), regime.bin(), healthy);
    leaveOutOtherRegimes();
    DescriptorVector vector = bank.evaluate(timeMicros, valueOfPoint, uncertainOfPoint);
    conclusions.add(vector);
    states.evaluate(vector, regime.regime(), regime.bin(), trusted, conclusions::add);
    boolean off = regime.regime() == Regime.OFF;
    alarms.evaluate(timeMicros, states, off, rules.workOrders(), conclusions::add);
    List<Prognosis> prognoses = prognoses(vector, models);
    Health health =
        plan.healthAssessor().assess(timeMicros, states, lifeShare(prognoses), prognoses, !trusted);
    conclusions.add(health);
    if (!situations.isEmpty()) {
      advise(vector, prognoses, health);
    }
  }

  /** Tells the detectors whose sensors have a finding, or have it no longer. */
  private void believe(long timeMicros) {
    for (int i = 0; i < states.set().size(); i++) {
      boolean believed = true;
      for (int descriptor : states.set().descriptorsBehind(i)) {
        believed &= isBelieved(plan.descriptors().get(descriptor).pointIndex());
      }
      states.believe(i, believed, timeMicros, conclusions::add);
    }
  }

  /** Whether all sensors behind a point can be believed. */
  private boolean isBelieved(int point) {
    for (int sensor : plan.sensorsOf(point)) {
      if (doctor.isFaulty(sensor)) {
        return false;
      }
    }
    return true;
  }

  /** A point is a gap in the regimes in which it does not count. */
  private void leaveOutOtherRegimes() {
    for (int i = 0; i < valueOfPoint.length; i++) {
      if (!plan.points().get(i).during().has(regime.regime())) {
        valueOfPoint[i] = Double.NaN;
        uncertainOfPoint[i] = false;
      }
    }
  }

  private List<Prognosis> prognoses(DescriptorVector vector, ModelCatalog models) {
    if (prognosers.isEmpty()) {
      return List.of();
    }
    List<Prognosis> prognoses = new ArrayList<>(prognosers.size());
    for (Prognoser prognoser : prognosers) {
      Prognosis prognosis = prognoser.foretell(vector, models);
      if (prognosis != null && (!doctor.anyFaulty() || isBelieved(prognoser))) {
        prognoses.add(prognosis);
        conclusions.add(prognosis);
      }
    }
    return prognoses;
  }

  /** A model is not asked while a sensor behind one of its descriptors has a finding. */
  private boolean isBelieved(Prognoser prognoser) {
    for (int descriptor : prognoser.places()) {
      if (!isBelieved(plan.descriptors().get(descriptor).pointIndex())) {
        return false;
      }
    }
    return true;
  }

  /** The smallest of all failure modes; NaN = there is no prognosis. */
  private double lifeShare(List<Prognosis> prognoses) {
    double smallest = Double.NaN;
    for (Prognosis prognosis : prognoses) {
      double cap = prognoser(prognosis).plan().lifeCapHours();
      double share = prognosis.remainingLife().hours() / cap;
      smallest = Double.isNaN(smallest) ? share : Math.min(smallest, share);
    }
    return smallest;
  }

  private Prognoser prognoser(Prognosis prognosis) {
    for (Prognoser each : prognosers) {
      if (each.plan().failureMode().equals(prognosis.failureMode())) {
        return each;
      }
    }
    throw new IllegalArgumentException("nobody foretells " + prognosis.failureMode());
  }

  private Prognosis explained(Prognosis prognosis, DescriptorVector vector) {
    return prognoser(prognosis).explained(prognosis, vector);
  }

  private void advise(DescriptorVector vector, List<Prognosis> prognoses, Health health) {
    long trendFrom = Math.max(knownFromMicros, vector.timeMicros() - TREND_SCANS * periodMicros);
    for (Situation situation : situations.values()) {
      Prognosis foretold = null;
      for (Prognosis prognosis : prognoses) {
        foretold = prognosis.failureMode().equals(situation.failureMode()) ? prognosis : foretold;
      }
      Likelihood told = null;
      for (Likelihood likelihood : health.likelihoods()) {
        told = likelihood.failureMode().equals(situation.failureMode()) ? likelihood : told;
      }
      situation.update(vector, regime.bin(), foretold, told, trendFrom);
    }
    rules.evaluate(vector.timeMicros(), situations, conclusions::add);
  }

  private Situation.PointFacts facts(String name) {
    Point point = Objects.requireNonNull(plan.point(name));
    return new Situation.PointFacts(
        name,
        point.description(),
        point.unit(),
        point.symbol(),
        bank.recentMean(name, RECENT_SCANS),
        bank.baselineOf(name));
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
    AlarmCommand command;
    while ((command = alarmLog.next(nextScan * periodMicros)) != null) {
      alarms.command(command);
    }
    MaintenanceRecord maintenance;
    while ((maintenance = maintenanceLog.next(nextScan * periodMicros)) != null) {
      String failureMode = maintenance.failureMode();
      if (maintenance.kind() != MaintenanceRecord.Kind.OPEN) {
        states.reset(nextScan * periodMicros, conclusions::add);
      }
      switch (maintenance.kind()) {
        case OPEN -> rules.workOrderOpened(failureMode);
        case FAULT_MENDED, CANCELLED -> rules.workOrderEnded(failureMode);
        case NO_FAULT_FOUND ->
            rules.shelve(
                failureMode,
                maintenance.rule(),
                maintenance.timeMicros() + plan.shelveAfterNoFault().toNanos() / 1_000);
      }
      if (maintenance.mendsInstruments()) {
        doctor.relearn(nextScan * periodMicros, conclusions::add);
        believe(nextScan * periodMicros);
        continue;
      }
      if (maintenance.changesSignature()) {
        normalised.relearn();
        states.relearn(nextScan * periodMicros, conclusions::add);
      }
      if (maintenance.componentReplaced()) {
        bank.relearn();
        knownFromMicros = NONE;
      }
    }
  }

  /**
   * The monitor that goes on under another plan. It keeps what the new plan can use (rolling
   * windows when scan, points and descriptors are the same, open episodes always) and learns the
   * rest anew.
   */
  public AssetMonitor under(MonitoringPlan newPlan) {
    AssetMonitor after = new AssetMonitor(asset, newPlan);
    after.rules.inherit(rules);
    after.maintenanceLog.inherit(maintenanceLog);
    after.alarmLog.inherit(alarmLog);
    after.alarms.inherit(alarms);
    after.newestMicros = newestMicros;
    after.copyCounts(this);
    if (nextScan == NONE) {
      return after;
    }
    if (after.periodMicros != periodMicros) {
      // No time is evaluated twice: the first scan that begins after the last evaluated one.
      after.nextScan = -Math.floorDiv(-nextScan * periodMicros, after.periodMicros);
      return after;
    }
    after.nextScan = nextScan;
    after.knownFromMicros = knownFromMicros;
    Set<String> samePoints = new HashSet<>();
    int[] placeBefore = new int[newPlan.points().size()];
    for (int i = 0; i < placeBefore.length; i++) {
      Point point = newPlan.points().get(i);
      boolean same = point.equals(plan.point(point.name()));
      placeBefore[i] = same ? plan.indexOf(point.name()) : -1;
      if (same) {
        samePoints.add(point.name());
      }
    }
    after.bank.inherit(bank, samePoints);
    after.waveforms.inherit(waveforms);
    after.doctor.inherit(doctor);
    after.regime.inherit(regime);
    after.inheritNormalised(this);
    after.states.inherit(states);
    after.believe(nextScan * periodMicros);
    int capacity = Math.max(after.intake.capacity(), intake.capacity());
    after.intake = new ScanIntake(placeBefore.length, capacity);
    after.intake.inherit(intake, placeBefore);
    return after;
  }

  private void inheritNormalised(AssetMonitor before) {
    List<Normalised> points = plan.normalisedPoints();
    List<Normalised> pointsBefore = before.plan.normalisedPoints();
    int[] places = new int[points.size()];
    boolean comparable =
        before.plan.operation().bins().equals(plan.operation().bins())
            && before.plan.scan().baselineScans() == plan.scan().baselineScans();
    for (int i = 0; i < places.length; i++) {
      String name = plan.points().get(points.get(i).place()).name();
      Point same = Objects.requireNonNull(plan.point(name));
      places[i] = -1;
      for (int old = 0; comparable && old < pointsBefore.size(); old++) {
        if (before.plan.points().get(pointsBefore.get(old).place()).equals(same)) {
          places[i] = old;
        }
      }
    }
    normalised.inherit(before.normalised, places);
  }

  private void copyCounts(AssetMonitor before) {
    used = before.used;
    unknownPoint = before.unknownPoint;
    notUsable = before.notUsable;
    outOfRange = before.outOfRange;
    late = before.late;
    ahead = before.ahead;
  }

  /**
   * The whole state as bytes, versioned; {@link #restore} reads them. Without the plan, which has
   * its own home.
   */
  public byte[] snapshot() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16_384);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(SNAPSHOT_MAGIC);
      out.writeShort(SNAPSHOT_VERSION);
      out.writeUTF(plan.sha256());
      for (long each :
          new long[] {
            newestMicros,
            nextScan,
            knownFromMicros,
            used,
            unknownPoint,
            notUsable,
            outOfRange,
            late,
            ahead
          }) {
        out.writeLong(each);
      }
      intake.write(out);
      bank.write(out);
      states.write(out);
      rules.write(out);
      maintenanceLog.write(out);
      intake.writeSequences(out);
      intake.writeSigns(out);
      doctor.write(out);
      regime.write(out);
      normalised.write(out);
      alarms.write(out);
      alarmLog.write(out);
      waveforms.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot be written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The monitor whose {@link #snapshot()} this was.
   *
   * @throws IllegalArgumentException if the bytes are no snapshot, or one of another plan
   */
  public static AssetMonitor restore(AssetKey asset, MonitoringPlan plan, byte[] snapshot) {
    AssetMonitor monitor = new AssetMonitor(asset, plan);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
      if (in.readInt() != SNAPSHOT_MAGIC) {
        throw new IOException("they do not begin like one");
      }
      int version = in.readUnsignedShort();
      if (version < 1 || version > SNAPSHOT_VERSION) {
        throw new IOException(
            "its version is " + version + ", but this program reads 1 to " + SNAPSHOT_VERSION);
      }
      String sha256 = in.readUTF();
      if (!sha256.equals(plan.sha256())) {
        throw new IOException("it was made under plan " + sha256 + ", not under " + plan.sha256());
      }
      monitor.read(in, version);
      if (in.read() >= 0) {
        throw new IOException("something follows its end");
      }
      return monitor;
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the " + snapshot.length + " bytes are no snapshot of the monitor of " + asset + ": " + e,
          e);
    }
  }

  private void read(DataInputStream in, int version) throws IOException {
    newestMicros = in.readLong();
    nextScan = in.readLong();
    knownFromMicros = in.readLong();
    used = in.readLong();
    unknownPoint = in.readLong();
    notUsable = in.readLong();
    outOfRange = in.readLong();
    late = in.readLong();
    ahead = in.readLong();
    intake = ScanIntake.read(valueOfPoint.length, in, version > 2);
    if (version > 3) {
      bank.read(in);
    } else if (version == 3) {
      bank.readVersion3(in);
    } else {
      bank.readVersion2(in);
    }
    if (version > 2) {
      states.read(in);
    } else {
      states.readVersion2(in);
    }
    rules.read(in);
    maintenanceLog.read(in);
    if (version > 1) {
      intake.readSequences(in);
    }
    if (version > 3) {
      intake.readSigns(in);
      doctor.read(in);
      regime.read(in);
      normalised.read(in);
      alarms.read(in);
      alarmLog.read(in);
      waveforms.read(in);
      if (doctor.anyFaulty()) {
        believe(nextScan * periodMicros);
        conclusions.take();
      }
    }
  }
}
