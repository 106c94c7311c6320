package io.millwright.models.descriptor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All descriptors of one asset: one ring of scans for each point that has a descriptor, in one
 * array, and what the descriptors remember.
 */
public final class DescriptorBank {
  private final List<PointDescriptor> layout;
  private final List<String> names;
  private final int baselineScans;

  /** Points that have a descriptor, as places in the plan, and their names. */
  private final int[] points;

  private final String[] pointNames;

  /** For each descriptor: its row among {@link #points} and its place in {@link #memory}. */
  private final int[] row;

  private final int[] memoryOffset;

  private final int capacity;
  private final double[] ring;
  private final PointWindow[] windows;
  private final double[] memory;
  private final double[] baselineSum;
  private final int[] baselineCount;
  private int head;

  /** Scans since the first one of this component, that one included; 0 = none yet. */
  private long scans;

  /**
   * @param names of the layout, as {@link PointDescriptor#name()}; handed in so that all assets of
   *     a plan share it
   * @param baselineScans how many values of a point make its baseline
   */
  public DescriptorBank(List<PointDescriptor> layout, List<String> names, int baselineScans) {
    this.layout = layout;
    this.names = names;
    this.baselineScans = baselineScans;
    int[] indexes = layout.stream().mapToInt(PointDescriptor::pointIndex).distinct().toArray();
    this.points = indexes;
    this.pointNames = new String[indexes.length];
    this.row = new int[layout.size()];
    this.memoryOffset = new int[layout.size()];
    int remembered = 0;
    int longest = 1;
    for (int i = 0; i < row.length; i++) {
      PointDescriptor entry = layout.get(i);
      while (points[row[i]] != entry.pointIndex()) {
        row[i]++;
      }
      pointNames[row[i]] = entry.point();
      memoryOffset[i] = remembered;
      remembered += entry.descriptor().memory();
      longest = Math.max(longest, entry.descriptor().window());
    }
    this.capacity = longest;
    this.ring = new double[points.length * capacity];
    this.windows = new PointWindow[points.length];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = new PointWindow(ring, i * capacity, capacity);
    }
    this.memory = new double[remembered];
    this.baselineSum = new double[points.length];
    this.baselineCount = new int[points.length];
    relearn();
  }

  public List<String> names() {
    return names;
  }

  /** Forgets everything, the baseline too: the component is a new one. */
  public void relearn() {
    Arrays.fill(ring, Double.NaN);
    Arrays.fill(memory, Double.NaN);
    Arrays.fill(baselineSum, 0);
    Arrays.fill(baselineCount, 0);
    head = 0;
    scans = 0;
  }

  /** Takes a scan and gives its descriptors, one a name. */
  public double[] evaluate(double[] valueOfPoint) {
    head = head + 1 == capacity ? 0 : head + 1;
    scans++;
    for (int i = 0; i < points.length; i++) {
      double value = valueOfPoint[points[i]];
      ring[i * capacity + head] = value;
      if (baselineCount[i] < baselineScans && !Double.isNaN(value)) {
        baselineSum[i] += value;
        baselineCount[i]++;
      }
      windows[i].moveTo(head, baseline(i), scans - 1);
    }
    double[] values = new double[row.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = layout.get(i).descriptor().evaluate(windows[row[i]], memory, memoryOffset[i]);
    }
    return values;
  }

  /** Scans without a reading: a gap in every window. Costs no more than one window. */
  public void skip(long missing) {
    if (scans > 0) {
      scans += missing;
    }
    for (long i = Math.min(missing, capacity); i > 0; i--) {
      head = head + 1 == capacity ? 0 : head + 1;
      for (int place = head; place < ring.length; place += capacity) {
        ring[place] = Double.NaN;
      }
    }
  }

  /** The baseline of a point of the plan; NaN = not learnt, or the point has no descriptor. */
  public double baselineOf(String point) {
    int found = Arrays.asList(pointNames).indexOf(point);
    return found < 0 ? Double.NaN : baseline(found);
  }

  /** Mean of a point's values in the last scans, gaps left out; NaN = there is none. */
  public double recentMean(String point, int length) {
    int found = Arrays.asList(pointNames).indexOf(point);
    if (found < 0) {
      return Double.NaN;
    }
    windows[found].moveTo(head, baseline(found), scans);
    return new Mean(Math.min(length, capacity)).evaluate(windows[found], memory, 0);
  }

  private double baseline(int i) {
    return baselineCount[i] < baselineScans ? Double.NaN : baselineSum[i] / baselineCount[i];
  }

  /** Takes over what another bank of the same scan period knows about the points named. */
  public void inherit(DescriptorBank before, Set<String> samePoints) {
    Map<String, Integer> rowBefore = new HashMap<>();
    for (int i = 0; i < before.pointNames.length; i++) {
      rowBefore.put(before.pointNames[i], i);
    }
    head = 0;
    scans = before.scans;
    for (int i = 0; i < pointNames.length; i++) {
      Integer old = rowBefore.get(pointNames[i]);
      if (old != null && samePoints.contains(pointNames[i])) {
        before.windows[old].moveTo(before.head, Double.NaN, 0);
        for (int age = 0; age < Math.min(capacity, before.capacity); age++) {
          ring[i * capacity + (capacity - age) % capacity] = before.windows[old].ago(age);
        }
        if (baselineScans == before.baselineScans) {
          baselineSum[i] = before.baselineSum[old];
          baselineCount[i] = before.baselineCount[old];
        }
      }
    }
    for (int i = 0; i < row.length; i++) {
      int old = before.names.indexOf(names.get(i));
      if (old >= 0 && samePoints.contains(layout.get(i).point())) {
        System.arraycopy(
            before.memory,
            before.memoryOffset[old],
            memory,
            memoryOffset[i],
            layout.get(i).descriptor().memory());
      }
    }
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(head);
    out.writeLong(scans);
    for (double value : ring) {
      out.writeDouble(value);
    }
    for (double value : memory) {
      out.writeDouble(value);
    }
    for (int i = 0; i < points.length; i++) {
      out.writeDouble(baselineSum[i]);
      out.writeInt(baselineCount[i]);
    }
  }

  public void read(DataInput in) throws IOException {
    head = in.readInt();
    if (head < 0 || head >= capacity) {
      throw new IOException("ring position " + head + " is outside 0 to " + (capacity - 1));
    }
    scans = in.readLong();
    for (int i = 0; i < ring.length; i++) {
      ring[i] = in.readDouble();
    }
    for (int i = 0; i < memory.length; i++) {
      memory[i] = in.readDouble();
    }
    for (int i = 0; i < points.length; i++) {
      baselineSum[i] = in.readDouble();
      baselineCount[i] = in.readInt();
    }
  }
}
