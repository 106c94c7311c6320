package io.millwright.models.descriptor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All descriptors of one asset: one ring of scans for each point that has a descriptor, in one
 * array, the windows over it, and what the descriptors remember.
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
  private final boolean[] uncertainRing;
  private final PointWindow[] histories;

  /** Each point and length once, and for each descriptor which of them is its own. */
  private final List<RollingWindow> windows = new ArrayList<>();

  private final RollingWindow[] windowOf;
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
    // One more than is looked at: what leaves a window must still be there.
    this.capacity = longest + 1;
    this.ring = new double[points.length * capacity];
    this.uncertainRing = new boolean[ring.length];
    this.histories = new PointWindow[points.length];
    for (int i = 0; i < histories.length; i++) {
      histories[i] = new PointWindow(ring, uncertainRing, i * capacity, capacity);
    }
    this.windowOf = new RollingWindow[row.length];
    for (int i = 0; i < row.length; i++) {
      windowOf[i] = window(histories[row[i]], layout.get(i).descriptor());
    }
    this.memory = new double[remembered];
    this.baselineSum = new double[points.length];
    this.baselineCount = new int[points.length];
    relearn();
  }

  private RollingWindow window(PointWindow history, Descriptor descriptor) {
    RollingWindow window =
        windows.stream()
            .filter(it -> it.point() == history && it.length() == descriptor.window())
            .findFirst()
            .orElse(null);
    if (window == null) {
      window = new RollingWindow(history, descriptor.window());
      windows.add(window);
    }
    window.keep(descriptor.need());
    return window;
  }

  public List<String> names() {
    return names;
  }

  /** Forgets everything, the baseline too: the component is a new one. */
  public void relearn() {
    Arrays.fill(ring, Double.NaN);
    Arrays.fill(uncertainRing, false);
    Arrays.fill(memory, Double.NaN);
    Arrays.fill(baselineSum, 0);
    Arrays.fill(baselineCount, 0);
    windows.forEach(RollingWindow::clear);
    head = 0;
    scans = 0;
  }

  /**
   * Takes a scan and gives its descriptors.
   *
   * @param timeMicros end of the scan
   * @param valueOfPoint one for each point of the plan; NaN = it was silent
   * @param uncertainOfPoint whether the value's quality is uncertain
   */
  public DescriptorVector evaluate(
      long timeMicros, double[] valueOfPoint, boolean[] uncertainOfPoint) {
    head = head + 1 == capacity ? 0 : head + 1;
    scans++;
    for (int i = 0; i < points.length; i++) {
      double value = valueOfPoint[points[i]];
      ring[i * capacity + head] = value;
      uncertainRing[i * capacity + head] = uncertainOfPoint[points[i]];
      if (baselineCount[i] < baselineScans && !Double.isNaN(value)) {
        baselineSum[i] += value;
        baselineCount[i]++;
      }
      histories[i].moveTo(head, baseline(i), scans - 1);
    }
    slide();
    double[] values = new double[row.length];
    boolean[] uncertain = new boolean[row.length];
    float[] goodShare = new float[row.length];
    for (int i = 0; i < values.length; i++) {
      RollingWindow window = windowOf[i];
      values[i] = layout.get(i).descriptor().evaluate(window, memory, memoryOffset[i]);
      uncertain[i] = window.isUncertain();
      goodShare[i] = window.goodShare();
    }
    return new DescriptorVector(timeMicros, names, values, uncertain, goodShare);
  }

  private void slide() {
    for (int i = 0; i < windows.size(); i++) {
      windows.get(i).slide();
    }
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
        uncertainRing[place] = false;
      }
      for (int row = 0; row < histories.length; row++) {
        histories[row].moveTo(head, baseline(row), scans);
      }
      slide();
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
    histories[found].moveTo(head, baseline(found), scans);
    double sum = 0;
    int count = 0;
    for (int age = 0; age < Math.min(length, capacity); age++) {
      double value = histories[found].ago(age);
      if (!Double.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
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
        before.histories[old].moveTo(before.head, Double.NaN, 0);
        for (int age = 0; age < Math.min(capacity, before.capacity); age++) {
          int place = i * capacity + (capacity - age) % capacity;
          ring[place] = before.histories[old].ago(age);
          uncertainRing[place] = before.histories[old].uncertainAgo(age);
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
    rebuild();
    for (RollingWindow window : windows) {
      int place = Arrays.asList(histories).indexOf(window.point());
      Integer old = rowBefore.get(pointNames[place]);
      if (old != null && samePoints.contains(pointNames[place])) {
        before.windows.stream()
            .filter(it -> it.point() == before.histories[old] && it.length() == window.length())
            .forEach(window::goOnAs);
      }
    }
  }

  /** Makes the windows from the ring. */
  private void rebuild() {
    for (int i = 0; i < histories.length; i++) {
      histories[i].moveTo(head, baseline(i), scans);
    }
    windows.forEach(RollingWindow::rebuild);
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(head);
    out.writeLong(scans);
    for (double value : ring) {
      out.writeDouble(value);
    }
    for (boolean uncertain : uncertainRing) {
      out.writeBoolean(uncertain);
    }
    for (double value : memory) {
      out.writeDouble(value);
    }
    for (int i = 0; i < points.length; i++) {
      out.writeDouble(baselineSum[i]);
      out.writeInt(baselineCount[i]);
    }
    for (RollingWindow window : windows) {
      window.write(out);
    }
  }

  public void read(DataInput in) throws IOException {
    readValues(in, capacity, true);
    for (RollingWindow window : windows) {
      window.read(in);
    }
  }

  /**
   * Reads what was written while the windows had neither sums nor qualities, and were as wide as
   * the values that were looked at.
   */
  public void readVersion2(DataInput in) throws IOException {
    int longest = 1;
    for (PointDescriptor entry : layout) {
      Descriptor descriptor = entry.descriptor();
      longest = Math.max(longest, descriptor.memory() > 0 ? 1 : descriptor.window());
    }
    readValues(in, longest, false);
    rebuild();
  }

  private void readValues(DataInput in, int ringLength, boolean withQualities) throws IOException {
    int newest = in.readInt();
    if (newest < 0 || newest >= ringLength) {
      throw new IOException("ring position " + newest + " is outside 0 to " + (ringLength - 1));
    }
    head = newest;
    scans = in.readLong();
    Arrays.fill(ring, Double.NaN);
    for (int i = 0; i < points.length; i++) {
      for (int place = 0; place < ringLength; place++) {
        double value = in.readDouble();
        // The oldest stand behind the newest.
        int moved = place <= newest ? place : place + capacity - ringLength;
        ring[i * capacity + moved] = value;
      }
    }
    for (int i = 0; withQualities && i < uncertainRing.length; i++) {
      uncertainRing[i] = in.readBoolean();
    }
    for (int i = 0; i < memory.length; i++) {
      memory[i] = in.readDouble();
    }
    for (int i = 0; i < points.length; i++) {
      baselineSum[i] = in.readDouble();
      baselineCount[i] = in.readInt();
    }
    for (int i = 0; i < histories.length; i++) {
      histories[i].moveTo(head, baseline(i), scans);
    }
  }
}
