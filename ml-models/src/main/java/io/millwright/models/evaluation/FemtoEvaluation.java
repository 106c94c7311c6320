package io.millwright.models.evaluation;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.models.dataset.FemtoSnapshot;
import io.millwright.models.detection.State;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.spectrum.Block;
import io.millwright.models.spectrum.Spectrum;
import io.millwright.models.spectrum.Taper;
import io.millwright.models.waveform.WaveformBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an advisory was worth on a bearing that ran to its failure.
 *
 * <p>It is false as long as it stands before the degradation is real, and for all of the time that
 * it stood if it was cleared again. When degradation was real is said in hindsight, by the total
 * vibration, which the monitoring does not look at: from when on it stayed above 1.25 times its
 * median over the whole life, so it is the level of at least half of the life that it left for
 * good.
 *
 * @param bearing its name
 * @param lifeSeconds until the last snapshot, which is the failure
 * @param onsetSeconds when degradation was real
 * @param leadFractionOfLife from the advisory that stood until the failure to the failure; 0 = none
 *     stood before the last snapshot
 * @param falseAlarmFractionOfLife for how much of the life an advisory stood falsely
 */
public record FemtoEvaluation(
    String bearing,
    double lifeSeconds,
    double onsetSeconds,
    double leadFractionOfLife,
    double falseAlarmFractionOfLife) {
  /** Fewer are no life: there is nothing between the first and the failure. */
  public static final int FEWEST_SNAPSHOTS = 3;

  private static final double ONSET_RATIO = 1.25;
  private static final double TOTAL_LOW_HZ = 20;
  private static final int SEGMENT = 1_024;
  private static final double MICROS_PER_SECOND = 1e6;

  /** How the bearings are watched. */
  public static MonitoringPlan plan() {
    return EvaluationPlans.read("femto-bearing.yaml");
  }

  /**
   * Watches a bearing with the monitor, as if it were live, then judges.
   *
   * @param plan that makes points of the waveforms acceleration-h and acceleration-v
   * @param life its snapshots in any order, at least three; the last by age is the failure
   */
  public static FemtoEvaluation run(String bearing, List<FemtoSnapshot> life, MonitoringPlan plan) {
    if (life.size() < FEWEST_SNAPSHOTS) {
      throw new IllegalArgumentException(
          "bearing " + bearing + " has " + life.size() + " snapshots: a life has 3 at least");
    }
    List<FemtoSnapshot> byAge = new ArrayList<>(life);
    byAge.sort(Comparator.comparingDouble(FemtoSnapshot::ageSeconds));
    double[] ages = byAge.stream().mapToDouble(FemtoSnapshot::ageSeconds).toArray();
    double[] totals = byAge.stream().mapToDouble(FemtoEvaluation::totalRms).toArray();
    return judge(bearing, ages, stands(bearing, byAge, plan), onset(ages, totals));
  }

  /** After which snapshots the monitor sees the bearing beyond a limit. */
  private static boolean[] stands(String bearing, List<FemtoSnapshot> byAge, MonitoringPlan plan) {
    AssetKey asset = AssetKey.of("evaluation", bearing);
    AssetMonitor monitor = new AssetMonitor(asset, plan);
    Map<Long, State> stateOfScan = new HashMap<>();
    long period = plan.scan().periodMicros();
    for (FemtoSnapshot snapshot : byAge) {
      note(stateOfScan, monitor.accept(block(snapshot, true), 0, ModelCatalog.EMPTY));
      note(stateOfScan, monitor.accept(block(snapshot, false), 0, ModelCatalog.EMPTY));
    }
    long last = micros(byAge.get(byAge.size() - 1));
    note(stateOfScan, monitor.advanceTo(last + 2 * period, ModelCatalog.EMPTY));
    boolean[] stands = new boolean[byAge.size()];
    for (int i = 0; i < stands.length; i++) {
      long scanEnd = (Math.floorDiv(micros(byAge.get(i)), period) + 1) * period;
      State state = stateOfScan.getOrDefault(scanEnd, State.UNKNOWN);
      stands[i] = state.compareTo(State.ALERT) >= 0;
    }
    return stands;
  }

  private static void note(Map<Long, State> stateOfScan, Conclusions conclusions) {
    conclusions.health().forEach(it -> stateOfScan.put(it.timeMicros(), it.state()));
  }

  private static long micros(FemtoSnapshot snapshot) {
    return Math.round(snapshot.ageSeconds() * MICROS_PER_SECOND);
  }

  /** Ends when the snapshot was taken. */
  private static WaveformBlock block(FemtoSnapshot snapshot, boolean isHorizontal) {
    Block block = isHorizontal ? snapshot.horizontal() : snapshot.vertical();
    float[] samples = new float[block.samples().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) block.samples()[i];
    }
    long start = micros(snapshot) - Math.round(block.seconds() * MICROS_PER_SECOND);
    String point = isHorizontal ? "acceleration-h" : "acceleration-v";
    return new WaveformBlock(point, start, block.rateHz(), "[g]", samples);
  }

  /** Of both directions and all frequencies from 20 Hz, in g: what it is judged by afterwards. */
  private static double totalRms(FemtoSnapshot snapshot) {
    return Math.hypot(rms(snapshot.horizontal()), rms(snapshot.vertical()));
  }

  private static double rms(Block block) {
    Spectrum spectrum = Spectrum.welch(block, SEGMENT, Taper.HANN);
    return spectrum.rms(TOTAL_LOW_HZ, spectrum.highestHz());
  }

  /** The age of the first snapshot after the last one that was at the level of most of the life. */
  private static double onset(double[] ages, double[] totals) {
    double[] sorted = totals.clone();
    Arrays.sort(sorted);
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    int last = totals.length - 1;
    int level = last;
    while (level > 0 && totals[level] > ONSET_RATIO * median) {
      level--;
    }
    return ages[Math.min(level + 1, last)];
  }

  /**
   * An advisory stands from one snapshot to the next. What is raised with the last snapshot comes
   * too late.
   */
  static FemtoEvaluation judge(String bearing, double[] ages, boolean[] stands, double onset) {
    int last = ages.length - 1;
    double life = ages[last];
    int since = last;
    while (since > 0 && stands[since - 1]) {
      since--;
    }
    double falsely = 0;
    for (int i = 0; i < last; i++) {
      if (stands[i]) {
        boolean cleared = i < since;
        falsely += Math.max(0, (cleared ? ages[i + 1] : Math.min(ages[i + 1], onset)) - ages[i]);
      }
    }
    return new FemtoEvaluation(bearing, life, onset, (life - ages[since]) / life, falsely / life);
  }
}
