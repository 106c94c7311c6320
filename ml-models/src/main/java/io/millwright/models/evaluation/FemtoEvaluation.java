package io.millwright.models.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
  private static final double ONSET_RATIO = 1.25;

  /**
   * How a bearing is watched.
   *
   * @param burnInSeconds how long its own baseline is learnt
   * @param fewestForBaseline so many snapshots at least
   * @param limit how often the baseline a value must be; above 1
   * @param snapshots so many of the last ones must be beyond the limit; so many in a row behind it
   *     end the advisory
   * @param of the last so many, at most 62
   */
  public record Setting(
      double burnInSeconds, int fewestForBaseline, double limit, int snapshots, int of) {
    /**
     * The limit is the geometric middle of those that raise nothing false on two of the three
     * bearings and give the same lead.
     */
    public static final Setting CHOSEN = new Setting(900, 5, 1.65, 2, 3);

    public Setting {
      if (!(burnInSeconds >= 0)
          || fewestForBaseline < 1
          || !(limit > 1)
          || snapshots < 1
          || of < snapshots
          || of > 62) {
        throw new IllegalArgumentException(
            "burn-in of "
                + burnInSeconds
                + " s or "
                + fewestForBaseline
                + " snapshots, limit "
                + limit
                + ", "
                + snapshots
                + " of "
                + of);
      }
    }
  }

  /**
   * Watches a bearing as if it were live, then judges.
   *
   * @param life its snapshots in any order, at least three; the last by age is the failure
   */
  public static FemtoEvaluation run(String bearing, List<FemtoDescriptors> life, Setting setting) {
    if (life.size() < 3) {
      throw new IllegalArgumentException(
          "bearing " + bearing + " has " + life.size() + " snapshots: a life has 3 at least");
    }
    List<FemtoDescriptors> byAge = new ArrayList<>(life);
    byAge.sort(Comparator.comparingDouble(FemtoDescriptors::ageSeconds));
    boolean[] stands = new boolean[byAge.size()];
    BurnInWatch watch = new BurnInWatch(setting);
    for (int i = 0; i < stands.length; i++) {
      FemtoDescriptors snapshot = byAge.get(i);
      stands[i] =
          watch.accept(snapshot.ageSeconds(), snapshot.horizontalRms(), snapshot.verticalRms());
    }
    double[] ages = byAge.stream().mapToDouble(FemtoDescriptors::ageSeconds).toArray();
    return judge(bearing, ages, stands, onset(byAge));
  }

  /** The age of the first snapshot after the last one that was at the level of most of the life. */
  private static double onset(List<FemtoDescriptors> byAge) {
    double[] sorted = byAge.stream().mapToDouble(FemtoDescriptors::totalRms).sorted().toArray();
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    int last = byAge.size() - 1;
    int level = last;
    while (level > 0 && byAge.get(level).totalRms() > ONSET_RATIO * median) {
      level--;
    }
    return byAge.get(Math.min(level + 1, last)).ageSeconds();
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
