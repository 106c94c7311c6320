package io.millwright.models.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the channels of the ZeMA hydraulic test rig that were sampled once a second: {@code
 * TS1.txt} and so on with a line of 60 values a cycle, and {@code profile.txt} with the states, all
 * separated by tabs. Each file may be compressed and is then named {@code .txt.gz}.
 */
public final class HydraulicReader {
  private static final String TAB = "\t";

  private HydraulicReader() {}

  /**
   * The cycles in the order of the files.
   *
   * @throws DataSetException if a file is not there, or not what it should be
   */
  public static List<HydraulicCycle> cycles(Path folder) {
    List<int[]> states = states(folder);
    List<List<double[]>> channels = new ArrayList<>();
    for (String channel : HydraulicCycle.CHANNELS) {
      channels.add(values(folder, channel, states.size()));
    }
    List<HydraulicCycle> cycles = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      int cycle = i;
      int[] state = states.get(i);
      cycles.add(
          new HydraulicCycle(
              channels.stream().map(each -> each.get(cycle)).toList(),
              state[0],
              state[1],
              state[2],
              state[3],
              state[4] == 0));
    }
    return cycles;
  }

  private static List<int[]> states(Path folder) {
    List<int[]> states = new ArrayList<>();
    try (DataLines lines = DataLines.in(folder, "profile.txt")) {
      for (String[] each = lines.row(TAB, 5); each != null; each = lines.row(TAB, 5)) {
        states.add(
            new int[] {
              state(lines, "cooler", each[0], Set.of(3, 20, 100)),
              state(lines, "valve", each[1], Set.of(73, 80, 90, 100)),
              state(lines, "pump leakage", each[2], Set.of(0, 1, 2)),
              state(lines, "accumulator", each[3], Set.of(90, 100, 115, 130)),
              state(lines, "stable flag", each[4], Set.of(0, 1))
            });
      }
      if (states.isEmpty()) {
        throw lines.fault("ends without any row");
      }
    }
    return states;
  }

  private static List<double[]> values(Path folder, String channel, int cycles) {
    List<double[]> values = new ArrayList<>();
    int columns = HydraulicCycle.SECONDS;
    try (DataLines lines = DataLines.in(folder, channel + ".txt")) {
      for (String[] each = lines.row(TAB, columns); each != null; each = lines.row(TAB, columns)) {
        double[] seconds = new double[columns];
        for (int i = 0; i < columns; i++) {
          seconds[i] = lines.number(channel, each[i].strip());
        }
        values.add(seconds);
      }
      if (values.size() != cycles) {
        throw lines.fault(
            "is the end, after "
                + values.size()
                + " cycles; "
                + cycles
                + ", as in profile.txt, are right");
      }
    }
    return values;
  }

  private static int state(DataLines lines, String what, String text, Set<Integer> right) {
    try {
      int state = Integer.parseInt(text.strip());
      if (right.contains(state)) {
        return state;
      }
    } catch (NumberFormatException e) {
      // The exception below says what would be right.
    }
    throw lines.fault(
        "has " + what + " '" + text + "'; one of " + new TreeSet<>(right) + " is right");
  }
}
