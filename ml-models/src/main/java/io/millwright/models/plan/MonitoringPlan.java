package io.millwright.models.plan;

import io.millwright.models.advisory.AdvisoryRule;
import io.millwright.models.alarm.AlarmPlan;
import io.millwright.models.baseline.NormalisedPoints.Normalised;
import io.millwright.models.descriptor.PointDescriptor;
import io.millwright.models.detection.Detector;
import io.millwright.models.detection.DetectorSet;
import io.millwright.models.expression.Expression;
import io.millwright.models.health.HealthAssessor;
import io.millwright.models.instrument.InstrumentCheck;
import io.millwright.models.operation.OperationPlan;
import io.millwright.models.operation.RegimeSet;
import io.millwright.models.prognosis.PrognosisPlan;
import io.millwright.models.waveform.WaveformMeasure;
import io.millwright.models.waveform.WaveformPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the assets of a class are monitored: points, descriptors, detectors, models and advisory
 * rules. A versioned YAML document; this is its checked form. Immutable; two plans are equal when
 * their documents are.
 */
public final class MonitoringPlan {
  private final PlanReader.Content content;
  private final Dictionaries dictionaries = new Dictionaries(this::indexOfMeasured);
  private final List<String> descriptorNames;
  private final Map<String, Integer> indexOfPoint = new HashMap<>();
  private final VirtualPoints virtualPoints;
  private final List<Normalised> normalised;
  private final List<int[]> sensorsOf = new ArrayList<>();
  private final DetectorSet detectors;
  private final HealthAssessor assessor;

  MonitoringPlan(PlanReader.Content content) {
    this.content = content;
    this.descriptorNames = content.descriptors().stream().map(PointDescriptor::name).toList();
    for (int i = 0; i < content.points().size(); i++) {
      indexOfPoint.put(content.points().get(i).name(), i);
    }
    this.virtualPoints = VirtualPoints.of(content.points());
    this.normalised = normalised(content.points());
    for (int i = 0; i < content.points().size(); i++) {
      Set<Integer> sensors = new TreeSet<>();
      addSensors(i, sensors);
      sensorsOf.add(sensors.stream().mapToInt(Integer::intValue).toArray());
    }
    this.detectors =
        new DetectorSet(content.detectors(), descriptorNames, content.operation().binCount());
    this.assessor =
        new HealthAssessor(
            content.health(),
            detectors,
            content.prognoses().stream().map(PrognosisPlan::failureMode).toList(),
            content.scan().periodMicros());
  }

  private void addSensors(int point, Set<Integer> sensors) {
    Point described = content.points().get(point);
    if (described.measured()) {
      sensors.add(point);
    }
    if (described.normalises() != null) {
      addSensors(indexOf(described.normalises()), sensors);
    }
    if (described.expression() != null) {
      described.expression().points().forEach(name -> addSensors(indexOf(name), sensors));
    }
  }

  private List<Normalised> normalised(List<Point> points) {
    List<Normalised> found = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (point.normalises() != null) {
        found.add(
            new Normalised(
                i, indexOfPoint.getOrDefault(point.normalises(), -1), point.low(), point.high()));
      }
    }
    return List.copyOf(found);
  }

  /**
   * Reads and checks a plan document.
   *
   * @throws InvalidPlanException naming every fault with its place, its value and what would be
   *     right
   */
  public static MonitoringPlan parse(String yaml) {
    return new MonitoringPlan(PlanReader.read(yaml));
  }

  /** The plan that comes with Millwright for the turbofan engines of C-MAPSS FD001. */
  public static MonitoringPlan turbofan() {
    return ready("turbofan");
  }

  /**
   * A plan that comes with Millwright.
   *
   * @throws IllegalArgumentException if there is none of that name, with those that there are
   */
  public static MonitoringPlan ready(String name) {
    return ReadyPlans.read(name);
  }

  /** The names of the plans that come with Millwright. */
  public static List<String> readyNames() {
    return ReadyPlans.NAMES;
  }

  public String id() {
    return content.id();
  }

  public int version() {
    return content.version();
  }

  public String assetClass() {
    return content.assetClass();
  }

  public String title() {
    return content.title();
  }

  public Scan scan() {
    return content.scan();
  }

  public List<Point> points() {
    return content.points();
  }

  /** The point of that name, or null. */
  public @Nullable Point point(String name) {
    Integer index = indexOfPoint.get(name);
    return index == null ? null : content.points().get(index);
  }

  /** Place of a point in {@link #points()}, or -1. */
  public int indexOf(String point) {
    return indexOfPoint.getOrDefault(point, -1);
  }

  /** Place of a point that readings can come for, or -1. */
  public int indexOfMeasured(String point) {
    int index = indexOf(point);
    return index >= 0 && points().get(index).measured() ? index : -1;
  }

  /**
   * For each name of a batch's dictionary its place as of {@link #indexOfMeasured}. Not to be
   * changed by the caller.
   */
  public int[] placesOfMeasured(List<String> dictionary) {
    return dictionaries.placesOf(dictionary);
  }

  public VirtualPoints virtualPoints() {
    return virtualPoints;
  }

  /** In the order of the descriptor vectors. */
  public List<PointDescriptor> descriptors() {
    return content.descriptors();
  }

  /** As {@code point/descriptor}, in the order of the descriptor vectors. */
  public List<String> descriptorNames() {
    return descriptorNames;
  }

  /** How the regime of an asset is told. */
  public OperationPlan operation() {
    return content.operation();
  }

  /** The sensors that send waveforms. */
  public List<WaveformPlan> waveforms() {
    return content.waveforms();
  }

  /** How the sensors are watched; those that are not named are not. */
  public List<InstrumentCheck> instruments() {
    return content.instruments();
  }

  /** Places of the measured points that a point is made from, itself if it is measured. */
  public int[] sensorsOf(int point) {
    return sensorsOf.get(point);
  }

  /** The points that normalise others. */
  public List<Normalised> normalisedPoints() {
    return normalised;
  }

  public DetectorSet detectors() {
    return detectors;
  }

  /** UCUM unit of what a detector holds against its limits; 1 = a number of its own. */
  public String unitOf(Detector detector) {
    if (!detector.method().hasUnitOfPoint() || detector.descriptors().isEmpty()) {
      return "1";
    }
    String descriptor = detector.descriptors().get(0);
    int place = descriptorNames.indexOf(descriptor);
    return points().get(descriptors().get(place).pointIndex()).unit();
  }

  /** What holds alarms back by design. */
  public AlarmPlan alarms() {
    return content.alarms();
  }

  public HealthAssessor healthAssessor() {
    return assessor;
  }

  public List<PrognosisPlan> prognoses() {
    return content.prognoses();
  }

  public List<AdvisoryRule> rules() {
    return content.rules();
  }

  /** How long a rule is silent on an asset after its work order found no fault. */
  public Duration shelveAfterNoFault() {
    return content.shelveAfterNoFault();
  }

  /** The document as it was given. */
  public String document() {
    return content.document();
  }

  /** Lower-case hexadecimal SHA-256 of the document in UTF-8. */
  public String sha256() {
    return content.sha256();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MonitoringPlan that && sha256().equals(that.sha256());
  }

  @Override
  public int hashCode() {
    return sha256().hashCode();
  }

  @Override
  public String toString() {
    return "MonitoringPlan[" + id() + " version " + version() + " for " + assetClass() + "]";
  }

  /**
   * How readings become scans.
   *
   * @param period length of a scan; scans begin at its whole multiples since 1970
   * @param lateness a scan is evaluated when event time has passed its end by this much
   * @param maxAhead a reading whose event time is further ahead of its received time is refused
   * @param unknownAfterScans a point that is silent for so many scans has no known state
   * @param baselineScans how many values of a new component make a point's baseline
   */
  public record Scan(
      Duration period,
      Duration lateness,
      Duration maxAhead,
      int unknownAfterScans,
      int baselineScans) {
    public long periodMicros() {
      return micros(period);
    }

    public long latenessMicros() {
      return micros(lateness);
    }

    public long maxAheadMicros() {
      return micros(maxAhead);
    }

    private static long micros(Duration duration) {
      return duration.toNanos() / 1_000;
    }
  }

  /**
   * A measurement point.
   *
   * @param unit UCUM
   * @param symbol the unit as people write it
   * @param description may be empty
   * @param low lowest physical value; below it a reading is bad
   * @param high highest physical value; above it a reading is bad
   * @param expression how it is computed from other points, so that no readings come for it; null =
   *     it is not
   * @param normalises the point whose distance from its baseline in the same regime it is; null =
   *     it is none
   * @param waveform whose blocks it is made of; null = of none
   * @param makes what of it
   * @param interval how often a value is to be expected; zero = in each scan
   * @param during the regimes in which its values count; in the others it is a gap
   */
  public record Point(
      String name,
      String unit,
      String symbol,
      String description,
      double low,
      double high,
      @Nullable Expression expression,
      @Nullable String normalises,
      @Nullable String waveform,
      @Nullable WaveformMeasure makes,
      Duration interval,
      RegimeSet during) {

    public boolean measured() {
      return expression == null && normalises == null && waveform == null;
    }
  }
}
