package io.millwright.models.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads SKAB, the Skoltech Anomaly Benchmark, from where its user has put it: its licence (GPL-3.0)
 * keeps it out of Millwright.
 *
 * <pre>
 * skab/anomaly-free/anomaly-free.csv     without labels
 * skab/valve1/0.csv, 1.csv, ...
 * skab/valve2/0.csv, 1.csv, ...
 * </pre>
 *
 * Each file may be compressed and is then named {@code .csv.gz}.
 */
public final class SkabReader {
  private static final String LABELS = ";anomaly;changepoint";
  private static final String HEADER = "datetime;" + String.join(";", SkabRow.CHANNELS);
  private static final int MOST_RUNS = 1_000;

  private SkabReader() {}

  /**
   * All runs of a group, in the order of their numbers, which need not be without a gap.
   *
   * @param skab the directory that holds the groups
   * @param group {@code valve1}, {@code valve2} or {@code other}
   * @throws DataSetException if there is none, or a file is not what it should be
   */
  public static List<SkabRun> group(Path skab, String group) {
    List<SkabRun> runs = new ArrayList<>();
    for (int number = 0; number < MOST_RUNS; number++) {
      String name = group + "/" + number;
      if (find(skab, name) != null) {
        runs.add(run(skab, name));
      }
    }
    if (runs.isEmpty()) {
      throw missing(skab, group + "/0");
    }
    return runs;
  }

  /**
   * One run.
   *
   * @param skab the directory that holds the groups
   * @param name {@code valve1/0} or {@code anomaly-free/anomaly-free}
   * @throws DataSetException if it is not there, or not what it should be
   */
  public static SkabRun run(Path skab, String name) {
    Path path = find(skab, name);
    if (path == null) {
      throw missing(skab, name);
    }
    String file = skab.relativize(path).toString();
    List<SkabRow> rows = new ArrayList<>();
    try (DataLines lines = DataLines.open(file, path)) {
      boolean labelled = labelled(lines, lines.next());
      for (String text = lines.next(); text != null; text = lines.next()) {
        if (!text.isBlank()) {
          rows.add(row(lines, text, labelled));
        }
      }
      if (rows.isEmpty()) {
        throw lines.fault("ends without any row");
      }
    }
    return new SkabRun(name, rows);
  }

  private static @Nullable Path find(Path skab, String name) {
    Path plain = skab.resolve(name + ".csv");
    Path compressed = skab.resolve(name + ".csv.gz");
    if (Files.exists(plain)) {
      return plain;
    }
    return Files.exists(compressed) ? compressed : null;
  }

  private static DataSetException missing(Path skab, String name) {
    return new DataSetException(
        name + ".csv", 1, "is missing in " + skab + ", as " + name + ".csv.gz is");
  }

  private static boolean labelled(DataLines lines, @Nullable String header) {
    if ((HEADER + LABELS).equals(header)) {
      return true;
    }
    if (HEADER.equals(header)) {
      return false;
    }
    String found = header == null ? "is empty" : "has the columns '" + header + "'";
    throw lines.fault(found + "; '" + HEADER + LABELS + "' is right");
  }

  private static SkabRow row(DataLines lines, String text, boolean labelled) {
    String[] fields = text.split(";", -1);
    int channels = SkabRow.CHANNELS.size();
    int columns = 1 + channels + (labelled ? 2 : 0);
    if (fields.length != columns) {
      throw lines.fault("has " + fields.length + " columns; " + columns + " are right");
    }
    List<Double> values = new ArrayList<>(channels);
    for (int i = 0; i < channels; i++) {
      values.add(lines.number(SkabRow.CHANNELS.get(i), fields[1 + i]));
    }
    return new SkabRow(
        lines.timeMicros("datetime", fields[0]),
        values,
        labelled && label(lines, "anomaly", fields[1 + channels]),
        labelled && label(lines, "changepoint", fields[2 + channels]));
  }

  private static boolean label(DataLines lines, String what, String text) {
    return switch (text) {
      case "0", "0.0" -> false;
      case "1", "1.0" -> true;
      default -> throw lines.fault("has " + what + " '" + text + "'; 0 or 1 is right");
    };
  }
}
