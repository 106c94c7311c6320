package io.millwright.models.monitor;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.models.advisory.AdvisoryRule;
import io.millwright.models.advisory.AdvisoryRules;
import io.millwright.models.advisory.Situation;
import io.millwright.models.alarm.AlarmDesk;
import io.millwright.models.baseline.Learning;
import io.millwright.models.baseline.NormalisedPoints;
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
import io.millwright.models.plan.PlanChange;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.prognosis.Prognoser;
import io.millwright.models.prognosis.Prognosis;
import io.millwright.models.waveform.WaveformIntake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one asset (ISO 13374), and the way of a scan through them.
 *
 * <pre>
 *   values -> sensor doctor -> waveforms, virtual points -> regime -> normalised points
 *     -> descriptors -> states -> alarms
 *                         |-> prognoses -> health -> advisories
 * </pre>
 */
final class Blocks {
  private static final long NONE = Long.MIN_VALUE;

  /** How far back a trend is shown, in scans. */
  private static final int TREND_SCANS = 100;

  /** Scans whose mean stands for "now" in the words of an advisory. */
  private static final int RECENT_SCANS = 5;

  final DescriptorBank bank;
  final WaveformIntake waveforms;
  final SensorDoctor doctor;
  final RegimeTracker regime;
  final NormalisedPoints normalised;
  final StateDetection states;
  final AdvisoryRules rules;
  final AlarmDesk alarms;

  /** Event time from which this component is known. */
  long knownFromMicros = NONE;

  private final MonitoringPlan plan;
  private final long periodMicros;
  private final List<Prognoser> prognosers;
  private final Map<String, Situation> situations = new HashMap<>();

  /** The same one after the other, and where each one's likelihood stands in the health. */
  private final List<Situation> everySituation;

  private final int[] likelihoodOf;
  private final double[] stack;
  private final ConclusionsCollector conclusions;

  /** Those of an asset about which nothing is known yet. */
  Blocks(AssetKey asset, MonitoringPlan plan, ConclusionsCollector conclusions) {
    this.plan = plan;
    this.conclusions = conclusions;
    MonitoringPlan.Scan scan = plan.scan();
    this.periodMicros = scan.periodMicros();
    this.bank =
        new DescriptorBank(plan.descriptors(), plan.descriptorNames(), scan.baselineScans());
    this.waveforms = new WaveformIntake(plan.waveforms(), scan.unknownAfterScans());
    this.doctor = new SensorDoctor(plan.instruments(), plan.points().size());
    this.regime = new RegimeTracker(plan.operation());
    this.normalised =
        new NormalisedPoints(
            plan.normalisedPoints(),
            Learning.from(Math.max(Learning.FEWEST_SCANS, scan.baselineScans())),
            plan.operation().binCount());
    this.states = new StateDetection(plan.detectors(), asset.hashCode());
    this.alarms = new AlarmDesk(plan.alarms(), plan.detectors(), plan::unitOf);
    this.prognosers =
        plan.prognoses().stream()
            .map(prognosis -> new Prognoser(prognosis, asset.tenant(), plan.descriptorNames()))
            .toList();
    this.rules = new AdvisoryRules(plan.rules());
    for (AdvisoryRule rule : plan.rules()) {
      situations.computeIfAbsent(
          rule.failureMode(),
          mode ->
              new Situation(
                  asset,
                  mode,
                  states,
                  plan.healthAssessor().symptomsOf(mode),
                  this::facts,
                  this::explained));
    }
    this.everySituation = List.copyOf(situations.values());
    this.likelihoodOf =
        everySituation.stream()
            .mapToInt(each -> plan.healthAssessor().placeOf(each.failureMode()))
            .toArray();
    this.stack = plan.virtualPoints().newStack();
  }

  /** Why a prognosis is missing although its models are there; null when nothing is wrong. */
  @Nullable String modelProblem() {
    return prognosers.stream()
        .map(Prognoser::problem)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /**
   * Takes a scan through all of them.
   *
   * @param values as they were measured; what is computed is filled in
   */
  void evaluate(long scan, ScanValues values, ModelCatalog models) {
    long timeMicros = (scan + 1) * periodMicros;
    if (knownFromMicros == NONE) {
      knownFromMicros = scan * periodMicros;
    }
    boolean resting = regime.regime() == Regime.OFF;
    if (doctor.examine(timeMicros, values.value, values.signs, resting, conclusions::add)) {
      believe(timeMicros);
    }
    boolean trusted = !doctor.anyFaulty();
    waveforms.compute(scan, values.value);
    plan.virtualPoints().compute(values.value, values.uncertain, stack);
    regime.evaluate(values.value);
    boolean healthy = trusted && states.worst().compareTo(State.ALERT) < 0;
    normalised.compute(values.value, values.uncertain, regime.regime(), regime.bin(), healthy);
    leaveOutOtherRegimes(values);
    DescriptorVector vector = bank.evaluate(timeMicros, values.value, values.uncertain);
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

  /**
   * Scans without any reading.
   *
   * @param to the first scan behind them
   */
  void skip(long from, long to) {
    if (to > from) {
      doctor.skip(to - from);
      alarms.skip(to - from);
      regime.skip(to - from);
      bank.skip(to - from);
      states.skip(to - from, (from + 1) * periodMicros, periodMicros, conclusions::add);
    }
  }

  /** Tells the detectors whose sensors have a finding, or have it no longer. */
  void believe(long timeMicros) {
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
  private void leaveOutOtherRegimes(ScanValues values) {
    for (int i = 0; i < values.value.length; i++) {
      if (!plan.points().get(i).during().has(regime.regime())) {
        values.leaveOut(i);
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
    for (int i = 0; i < likelihoodOf.length; i++) {
      Situation situation = everySituation.get(i);
      Prognosis foretold = null;
      for (int each = 0; each < prognoses.size(); each++) {
        boolean its = prognoses.get(each).failureMode().equals(situation.failureMode());
        foretold = its ? prognoses.get(each) : foretold;
      }
      int place = likelihoodOf[i];
      Likelihood told = place < 0 ? null : health.likelihoods().get(place);
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
        // The mean of several loads says nothing of one.
        plan.operation().binCount() > 1 ? Double.NaN : bank.baselineOf(name));
  }

  /**
   * What maintenance did takes effect.
   *
   * @param timeMicros with the scan that begins then
   */
  void maintain(MaintenanceRecord maintenance, long timeMicros) {
    String failureMode = maintenance.failureMode();
    if (maintenance.kind() != MaintenanceRecord.Kind.OPEN) {
      states.reset(timeMicros, conclusions::add);
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
      doctor.relearn(timeMicros, conclusions::add);
      believe(timeMicros);
      return;
    }
    if (maintenance.changesSignature()) {
      normalised.relearn();
      states.relearn(timeMicros, conclusions::add);
    }
    if (maintenance.componentReplaced()) {
      bank.relearn();
      knownFromMicros = NONE;
    }
  }

  /** Takes over what outlives any change of plan: open episodes, and what people said of alarms. */
  void inheritEpisodes(Blocks before) {
    rules.inherit(before.rules);
    alarms.inherit(before.alarms);
  }

  /**
   * Takes over what was known under a plan with the same scan period, as far as this plan means the
   * same.
   *
   * @param timeMicros begin of the next scan
   */
  void inherit(Blocks before, PlanChange change, long timeMicros) {
    knownFromMicros = before.knownFromMicros;
    bank.inherit(before.bank, change.samePoints());
    waveforms.inherit(before.waveforms, change::placeBefore);
    doctor.inherit(before.doctor, change::placeBefore);
    regime.inherit(before.regime, change::placeBefore);
    normalised.inherit(before.normalised, change::placeBefore);
    states.inherit(before.states, change::detectorBefore, change.hasSameBins());
    believe(timeMicros);
  }
}
