package io.millwright.models.plan;

import io.millwright.models.detection.Detector;
import io.millwright.models.instrument.InstrumentCheck;
import io.millwright.models.operation.OperationPlan.Bin;
import io.millwright.models.plan.MonitoringPlan.Point;
import io.millwright.models.waveform.WaveformPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of one plan means the same in another. A point means the same when its values do: it may be
 * described otherwise, have another range or stand at another place.
 */
public final class PlanChange {
  /** The place of a point that was not there, or meant something else. */
  public static final int NOWHERE = -2;

  private final MonitoringPlan before;
  private final MonitoringPlan after;
  private final boolean sameBins;
  private final Set<String> samePoints = new TreeSet<>();
  private final int[] placeBefore;

  public PlanChange(MonitoringPlan before, MonitoringPlan after) {
    this.before = before;
    this.after = after;
    this.sameBins = divideAlike(before.operation().bins(), after.operation().bins());
    this.placeBefore = new int[after.points().size()];
    Arrays.fill(placeBefore, NOWHERE);
    for (int i = 0; i < placeBefore.length; i++) {
      String name = after.points().get(i).name();
      if (same(name)) {
        samePoints.add(name);
        placeBefore[i] = before.indexOf(name);
      }
    }
  }

  /** The names of the points that mean the same. */
  public Set<String> samePoints() {
    return samePoints;
  }

  /** Where a point of the new plan stood before, or {@link #NOWHERE}. */
  public int placeBefore(int place) {
    return placeBefore[place];
  }

  /** Whether steady operation is divided as it was, so that baselines go on. */
  public boolean hasSameBins() {
    return sameBins;
  }

  /** Whether the regime is told as it was. */
  public boolean hasSameOperation() {
    return after.operation().with(this::placeBefore).equals(before.operation());
  }

  /** Whether a sensor of the new plan is watched as it was. */
  public boolean isWatchedAsBefore(InstrumentCheck check) {
    return before.instruments().contains(check.with(this::placeBefore));
  }

  /**
   * The place before of the detector that has the same name and makes the same number, whatever its
   * limits; {@link #NOWHERE} = there was none.
   *
   * @param detector place in the new plan
   */
  public int detectorBefore(int detector) {
    Detector now = after.detectors().detector(detector);
    int place = before.detectors().indexOf(now.name());
    if (place < 0) {
      return NOWHERE;
    }
    Detector old = before.detectors().detector(place);
    boolean same =
        old.method().equals(now.method())
            && old.subject().equals(now.subject())
            && old.descriptors().equals(now.descriptors())
            && old.members().equals(now.members())
            && watchesTheSame(detector);
    return same ? place : NOWHERE;
  }

  private boolean watchesTheSame(int detector) {
    for (int descriptor : after.detectors().descriptorsBehind(detector)) {
      if (!samePoints.contains(after.descriptors().get(descriptor).point())) {
        return false;
      }
    }
    return true;
  }

  private boolean divideAlike(List<Bin> old, List<Bin> now) {
    boolean alike = old.size() == now.size();
    for (int i = 0; alike && i < now.size(); i++) {
      alike =
          old.get(i).name().equals(now.get(i).name())
              && old.get(i).edges().equals(now.get(i).edges())
              && same(now.get(i).name());
    }
    return alike;
  }

  private boolean same(String name) {
    Point old = before.point(name);
    Point now = after.point(name);
    return old != null
        && now != null
        && old.unit().equals(now.unit())
        && old.interval().equals(now.interval())
        && old.during().equals(now.during())
        && sameExpression(old, now)
        && sameNormalisation(old, now)
        && sameWaveform(old, now);
  }

  private boolean sameExpression(Point old, Point now) {
    return Objects.equals(old.expression(), now.expression())
        && (now.expression() == null || now.expression().points().stream().allMatch(this::same));
  }

  private boolean sameNormalisation(Point old, Point now) {
    return Objects.equals(old.normalises(), now.normalises())
        && (now.normalises() == null
            || sameBins
                && same(now.normalises())
                && before.scan().baselineScans() == after.scan().baselineScans());
  }

  private boolean sameWaveform(Point old, Point now) {
    if (!Objects.equals(old.waveform(), now.waveform())
        || !Objects.equals(old.makes(), now.makes())) {
      return false;
    }
    WaveformPlan made = waveform(before, old.waveform());
    WaveformPlan makes = waveform(after, now.waveform());
    return made == null
        || makes == null
        || made.unit().equals(makes.unit())
            && Double.compare(made.rpm(), makes.rpm()) == 0
            && Objects.equals(made.bearing(), makes.bearing())
            && made.teeth() == makes.teeth()
            && Objects.equals(speed(before, made.speedPoint()), speed(after, makes.speedPoint()));
  }

  private static @Nullable WaveformPlan waveform(MonitoringPlan plan, @Nullable String sensor) {
    return plan.waveforms().stream()
        .filter(it -> it.point().equals(sensor))
        .findFirst()
        .orElse(null);
  }

  private static String speed(MonitoringPlan plan, int place) {
    return place < 0 ? "" : plan.points().get(place).name();
  }
}
