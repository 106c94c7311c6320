package io.millwright.models.waveform;

import io.millwright.models.spectrum.BearingDiagnosis;
import io.millwright.models.spectrum.Block;
import io.millwright.models.waveform.WaveformPlan.Made;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * The blocks of one asset that wait for their scan to be evaluated: only then is the speed of that
 * scan known, whatever came first. Of several blocks of a sensor in a scan the latest counts.
 */
public final class WaveformIntake {
  /** All that wait together; what comes when there is no room left is not used. */
  public static final int MOST_SAMPLES = 4_000_000;

  private static final double SECONDS_PER_MINUTE = 60;

  private final List<WaveformPlan> plans;

  /** How long the last known speed is taken to hold, in scans. */
  private final int holdScans;

  private final double[] rpm;
  private final int[] rpmAge;
  private final TreeMap<Long, Map<Integer, WaveformBlock>> waiting = new TreeMap<>();
  private int samples;

  public WaveformIntake(List<WaveformPlan> plans, int holdScans) {
    this.plans = plans;
    this.holdScans = holdScans;
    this.rpm = new double[plans.size()];
    this.rpmAge = new int[plans.size()];
    Arrays.fill(rpm, Double.NaN);
  }

  /** The place of a sensor's plan, or -1. */
  public int indexOf(String point) {
    for (int i = 0; i < plans.size(); i++) {
      if (plans.get(i).point().equals(point)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether blocks of that unit are taken. */
  public boolean takes(int sensor, String unit) {
    return plans.get(sensor).unit().equals(unit);
  }

  /** Takes a block for a scan; false = there is no room for it. */
  public boolean put(long scan, int sensor, WaveformBlock block) {
    WaveformBlock held = waiting.getOrDefault(scan, Map.of()).get(sensor);
    int room = MOST_SAMPLES - samples + (held == null ? 0 : held.samples().length);
    if (block.samples().length > room) {
      return false;
    }
    if (held == null || isLater(block, held)) {
      samples += block.samples().length - (held == null ? 0 : held.samples().length);
      waiting.computeIfAbsent(scan, key -> new TreeMap<>()).put(sensor, block);
    }
    return true;
  }

  /** By time; of equally late ones the longer, so that the order of arrival decides nothing. */
  private static boolean isLater(WaveformBlock block, WaveformBlock held) {
    int order = Long.compare(block.endMicros(), held.endMicros());
    order = order != 0 ? order : Integer.compare(block.samples().length, held.samples().length);
    return (order != 0 ? order : Arrays.compare(block.samples(), held.samples())) > 0;
  }

  /** Whether a block waits for that scan. */
  public boolean has(long scan) {
    return !waiting.isEmpty() && waiting.containsKey(scan);
  }

  /** The earliest scan that a block waits for; {@code Long.MAX_VALUE} = there is none. */
  public long firstWaiting() {
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.firstKey();
  }

  /** Drops what waits for earlier scans: they are evaluated. */
  private void dropBefore(long scan) {
    Iterator<Map.Entry<Long, Map<Integer, WaveformBlock>>> entries =
        waiting.headMap(scan, false).entrySet().iterator();
    while (entries.hasNext()) {
      entries.next().getValue().values().forEach(block -> samples -= block.samples().length);
      entries.remove();
    }
  }

  /** Fills in what is made of the blocks of a scan; a gap where there is none. */
  public void compute(long scan, double[] valueOfPoint) {
    for (int i = 0; i < plans.size(); i++) {
      noteSpeed(i, valueOfPoint);
    }
    Map<Integer, WaveformBlock> blocks = waiting.getOrDefault(scan, Map.of());
    for (int i = 0; i < plans.size(); i++) {
      WaveformBlock block = blocks.get(i);
      if (block == null) {
        for (Made made : plans.get(i).made()) {
          valueOfPoint[made.place()] = Double.NaN;
        }
      } else {
        compute(i, block, valueOfPoint);
      }
    }
    dropBefore(scan + 1);
  }

  private void noteSpeed(int i, double[] valueOfPoint) {
    int point = plans.get(i).speedPoint();
    if (point < 0) {
      rpm[i] = plans.get(i).rpm();
    } else if (!Double.isNaN(valueOfPoint[point])) {
      rpm[i] = valueOfPoint[point];
      rpmAge[i] = 0;
    } else if (rpmAge[i] < holdScans) {
      rpmAge[i]++;
    } else {
      rpm[i] = Double.NaN;
    }
  }

  private void compute(int i, WaveformBlock raw, double[] valueOfPoint) {
    WaveformPlan plan = plans.get(i);
    double[] values = new double[raw.samples().length];
    for (int sample = 0; sample < values.length; sample++) {
      values[sample] = raw.samples()[sample];
    }
    Block block = new Block(values, raw.rateHz());
    double shaftHz = rpm[i] > 0 ? rpm[i] / SECONDS_PER_MINUTE : Double.NaN;
    boolean looks = plan.made().stream().anyMatch(it -> it.measure().kind().needsBearing());
    BearingDiagnosis lines =
        looks && plan.bearing() != null && !Double.isNaN(shaftHz)
            ? WaveformMeasure.diagnosis(block, plan.bearing(), shaftHz)
            : null;
    for (Made made : plan.made()) {
      double value = made.measure().of(block, plan.unit(), shaftHz, plan.teeth(), lines);
      boolean possible = value >= made.low() && value <= made.high();
      valueOfPoint[made.place()] = possible ? value : Double.NaN;
    }
  }

  /**
   * Goes on with the blocks of another intake, as far as the same is made of them.
   *
   * @param placeBefore where a point stood there; less than -1 = nowhere
   */
  public void inherit(WaveformIntake before, IntUnaryOperator placeBefore) {
    for (int i = 0; i < rpm.length; i++) {
      int old = before.plans.indexOf(plans.get(i).with(placeBefore));
      if (old >= 0) {
        rpm[i] = before.rpm[old];
        rpmAge[i] = before.rpmAge[old];
        int sensor = i;
        before.waiting.forEach(
            (scan, blocks) -> {
              if (blocks.containsKey(old)) {
                put(scan, sensor, blocks.get(old));
              }
            });
      }
    }
  }

  public void write(DataOutput out) throws IOException {
    for (int i = 0; i < rpm.length; i++) {
      out.writeDouble(rpm[i]);
      out.writeInt(rpmAge[i]);
    }
    out.writeInt(waiting.values().stream().mapToInt(Map::size).sum());
    for (Map.Entry<Long, Map<Integer, WaveformBlock>> scan : waiting.entrySet()) {
      for (Map.Entry<Integer, WaveformBlock> entry : scan.getValue().entrySet()) {
        WaveformBlock block = entry.getValue();
        out.writeLong(scan.getKey());
        out.writeInt(entry.getKey());
        out.writeLong(block.startMicros());
        out.writeDouble(block.rateHz());
        out.writeInt(block.samples().length);
        for (float sample : block.samples()) {
          out.writeFloat(sample);
        }
      }
    }
  }

  public void read(DataInput in) throws IOException {
    for (int i = 0; i < rpm.length; i++) {
      rpm[i] = in.readDouble();
      rpmAge[i] = in.readInt();
    }
    for (int left = in.readInt(); left > 0; left--) {
      long scan = in.readLong();
      int sensor = in.readInt();
      long start = in.readLong();
      double rate = in.readDouble();
      int length = in.readInt();
      if (sensor < 0 || sensor >= plans.size() || length < 0 || length > MOST_SAMPLES - samples) {
        throw new IOException("a block of " + length + " samples of sensor " + sensor);
      }
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = in.readFloat();
      }
      WaveformPlan plan = plans.get(sensor);
      put(scan, sensor, new WaveformBlock(plan.point(), start, rate, plan.unit(), values));
    }
  }
}
