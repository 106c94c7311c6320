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
 * All descriptors of one asset: for each point that has a descriptor a ring of scans, as long as
 * its longest window, all in one array; the windows over them; and what the descriptors remember.
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

  /**
   * Of each point's ring: its length, its place in {@link #ring}, and where its newest value is.
   */
  private final int[] capacity;

  private final int[] first;
  private final int[] head;
  private final double[] ring;
  private final boolean[] uncertainRing;
  private final PointWindow[] histories;

  /** Of each point, each length once, and for each descriptor which of them is its own. */
  private final List<List<RollingWindow>> windowsOfPoint = new ArrayList<>();

  private final RollingWindow[] windowOf;
  private final double[] memory;
  private final double[] baselineSum;
  private final int[] baselineCount;

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
    Map<Integer, Integer> rowOfPoint = new HashMap<>();
    for (int i = 0; i < points.length; i++) {
      rowOfPoint.put(points[i], i);
    }
    this.capacity = new int[points.length];
    int remembered = 0;
    for (int i = 0; i < row.length; i++) {
      PointDescriptor entry = layout.get(i);
      row[i] = rowOfPoint.getOrDefault(entry.pointIndex(), 0);
      pointNames[row[i]] = entry.point();
      memoryOffset[i] = remembered;
      remembered += entry.descriptor().memory();
      // One more than is looked at: what leaves a window must still be there.
      capacity[row[i]] = Math.max(capacity[row[i]], entry.descriptor().window() + 1);
    }
    this.first = new int[points.length];
    this.head = new int[points.length];
    int length = 0;
    for (int i = 0; i < points.length; i++) {
      first[i] = length;
      length += capacity[i];
    }
    this.ring = new double[length];
    this.uncertainRing = new boolean[length];
    this.histories = new PointWindow[points.length];
    for (int i = 0; i < histories.length; i++) {
      histories[i] = new PointWindow(ring, uncertainRing, first[i], capacity[i]);
      windowsOfPoint.add(new ArrayList<>());
    }
    this.windowOf = new RollingWindow[row.length];
    for (int i = 0; i < row.length; i++) {
      windowOf[i] = window(row[i], layout.get(i).descriptor());
    }
    this.memory = new double[remembered];
    this.baselineSum = new double[points.length];
    this.baselineCount = new int[points.length];
    relearn();
  }

  private RollingWindow window(int place, Descriptor descriptor) {
    List<RollingWindow> known = windowsOfPoint.get(place);
    RollingWindow window = null;
    for (RollingWindow each : known) {
      window = each.length() == descriptor.window() ? each : window;
    }
    if (window == null) {
      window = new RollingWindow(histories[place], descriptor.window());
      known.add(window);
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
    windowsOfPoint.forEach(windows -> windows.forEach(RollingWindow::clear));
    Arrays.fill(head, 0);
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
    scans++;
    for (int i = 0; i < points.length; i++) {
      double value = valueOfPoint[points[i]];
      if (baselineCount[i] < baselineScans && !Double.isNaN(value)) {
        baselineSum[i] += value;
        baselineCount[i]++;
      }
      push(i, value, uncertainOfPoint[points[i]], scans - 1);
    }
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

  /** Moves a point on by a scan. */
  private void push(int i, double value, boolean isUncertain, long age) {
    int now = head[i] + 1 == capacity[i] ? 0 : head[i] + 1;
    head[i] = now;
    ring[first[i] + now] = value;
    uncertainRing[first[i] + now] = isUncertain;
    histories[i].moveTo(now, baseline(i), age);
    List<RollingWindow> windows = windowsOfPoint.get(i);
    for (int each = 0; each < windows.size(); each++) {
      windows.get(each).slide();
    }
  }

  /** Scans without a reading: a gap in every window. Costs no more than one window. */
  public void skip(long missing) {
    if (scans > 0) {
      scans += missing;
    }
    for (int i = 0; i < points.length; i++) {
      for (long left = Math.min(missing, capacity[i]); left > 0; left--) {
        push(i, Double.NaN, false, scans);
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
    histories[found].moveTo(head[found], baseline(found), scans);
    double sum = 0;
    int count = 0;
    for (int age = 0; age < Math.min(length, capacity[found]); age++) {
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
    Arrays.fill(head, 0);
    scans = before.scans;
    for (int i = 0; i < pointNames.length; i++) {
      Integer old = rowBefore.get(pointNames[i]);
      if (old != null && samePoints.contains(pointNames[i])) {
        before.histories[old].moveTo(before.head[old], Double.NaN, 0);
        for (int age = 0; age < Math.min(capacity[i], before.capacity[old]); age++) {
          int place = first[i] + (capacity[i] - age) % capacity[i];
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
    for (int i = 0; i < pointNames.length; i++) {
      Integer old = rowBefore.get(pointNames[i]);
      if (old != null && samePoints.contains(pointNames[i])) {
        for (RollingWindow window : windowsOfPoint.get(i)) {
          before.windowsOfPoint.get(old).stream()
              .filter(it -> it.length() == window.length())
              .forEach(window::goOnAs);
        }
      }
    }
  }

  /** Makes the windows from the rings. */
  private void rebuild() {
    for (int i = 0; i < histories.length; i++) {
      histories[i].moveTo(head[i], baseline(i), scans);
      windowsOfPoint.get(i).forEach(RollingWindow::rebuild);
    }
  }

  public void write(DataOutput out) throws IOException {
    out.writeLong(scans);
    for (int newest : head) {
      out.writeShort(newest);
    }
    for (int place = 0; place < ring.length; place++) {
      out.writeDouble(ring[place]);
    }
    for (boolean uncertain : uncertainRing) {
      out.writeBoolean(uncertain);
    }
    writeLearned(out);
  }

  private void writeLearned(DataOutput out) throws IOException {
    for (double value : memory) {
      out.writeDouble(value);
    }
    for (int i = 0; i < points.length; i++) {
      out.writeDouble(baselineSum[i]);
      out.writeInt(baselineCount[i]);
    }
    for (List<RollingWindow> windows : windowsOfPoint) {
      for (RollingWindow window : windows) {
        window.write(out);
      }
    }
  }

  public void read(DataInput in) throws IOException {
    scans = in.readLong();
    for (int i = 0; i < head.length; i++) {
      head[i] = in.readUnsignedShort();
      checkHead(head[i], capacity[i]);
    }
    for (int place = 0; place < ring.length; place++) {
      ring[place] = in.readDouble();
    }
    for (int place = 0; place < ring.length; place++) {
      uncertainRing[place] = in.readBoolean();
    }
    readLearned(in);
    for (List<RollingWindow> windows : windowsOfPoint) {
      for (RollingWindow window : windows) {
        window.read(in);
      }
    }
  }

  private static void checkHead(int newest, int length) throws IOException {
    if (newest < 0 || newest >= length) {
      throw new IOException("ring position " + newest + " is outside 0 to " + (length - 1));
    }
  }

  /** Reads what was written while all rings were as long as the longest. */
  public void readVersion3(DataInput in) throws IOException {
    int longest = Arrays.stream(capacity).max().orElse(2);
    int newest = readHead(in, longest);
    double[] values = readRings(in, newest, longest);
    boolean[] uncertain = new boolean[values.length];
    for (int place = 0; place < values.length; place++) {
      uncertain[byAge(place, newest, longest)] = in.readBoolean();
    }
    takeRings(values, uncertain, longest);
    readLearned(in);
    // They stood in the order in which descriptors first asked for them.
    for (RollingWindow window : inOrderOfVersion3()) {
      window.read(in);
    }
  }

  private List<RollingWindow> inOrderOfVersion3() {
    List<RollingWindow> order = new ArrayList<>();
    for (RollingWindow window : windowOf) {
      if (!order.contains(window)) {
        order.add(window);
      }
    }
    return order;
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
    double[] values = readRings(in, readHead(in, longest), longest);
    takeRings(values, new boolean[values.length], longest);
    readLearned(in);
    rebuild();
  }

  private int readHead(DataInput in, int length) throws IOException {
    int newest = in.readInt();
    checkHead(newest, length);
    scans = in.readLong();
    return newest;
  }

  private double[] readRings(DataInput in, int newest, int length) throws IOException {
    double[] values = new double[points.length * length];
    for (int place = 0; place < values.length; place++) {
      values[byAge(place, newest, length)] = in.readDouble();
    }
    return values;
  }

  /** Where a place in rings of one length stands when the newest of each comes first. */
  private static int byAge(int place, int newest, int length) {
    int inRing = place % length;
    return place - inRing + Math.floorMod(newest - inRing, length);
  }

  private void takeRings(double[] values, boolean[] uncertain, int length) {
    Arrays.fill(ring, Double.NaN);
    Arrays.fill(head, 0);
    for (int i = 0; i < points.length; i++) {
      for (int age = 0; age < Math.min(length, capacity[i]); age++) {
        int place = first[i] + (capacity[i] - age) % capacity[i];
        ring[place] = values[i * length + age];
        uncertainRing[place] = uncertain[i * length + age];
      }
    }
  }

  private void readLearned(DataInput in) throws IOException {
    for (int i = 0; i < memory.length; i++) {
      memory[i] = in.readDouble();
    }
    for (int i = 0; i < points.length; i++) {
      baselineSum[i] = in.readDouble();
      baselineCount[i] = in.readInt();
    }
    for (int i = 0; i < histories.length; i++) {
      histories[i].moveTo(head[i], baseline(i), scans);
    }
  }
}
