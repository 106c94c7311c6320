package io.millwright.models.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code ai4i2020.csv} of AI4I 2020, which may be compressed and named {@code .csv.gz}. */
public final class Ai4iReader {
  private static final String FILE = "ai4i2020.csv";
  private static final String HEADER =
      "UDI,Product ID,Type,Air temperature [K],Process temperature [K],Rotational speed [rpm],"
          + "Torque [Nm],Tool wear [min],Machine failure,TWF,HDF,PWF,OSF,RNF";
  private static final String QUALITIES = "LMH";

  private Ai4iReader() {}

  /**
   * The rows in the order of the file.
   *
   * @throws DataSetException if it is not there, or not what it should be
   */
  public static List<Ai4iRow> rows(Path folder) {
    List<Ai4iRow> rows = new ArrayList<>();
    Set<Integer> numbers = new HashSet<>();
    int columns = HEADER.split(",", -1).length;
    try (DataLines lines = DataLines.in(folder, FILE)) {
      lines.header(HEADER);
      for (String[] each = lines.row(",", columns); each != null; each = lines.row(",", columns)) {
        Ai4iRow row = row(lines, each);
        if (!numbers.add(row.number())) {
          throw lines.fault("has UDI '" + row.number() + "' again; one line each is right");
        }
        rows.add(row);
      }
      if (rows.isEmpty()) {
        throw lines.fault("ends without any row");
      }
    }
    return rows;
  }

  private static Ai4iRow row(DataLines lines, String[] fields) {
    int quality = fields[2].length() == 1 ? QUALITIES.indexOf(fields[2]) : -1;
    if (quality < 0) {
      throw lines.fault("has Type '" + fields[2] + "'; L, M or H is right");
    }
    return new Ai4iRow(
        lines.integer("UDI", fields[0], 0, Integer.MAX_VALUE),
        quality,
        lines.number("Air temperature [K]", fields[3]),
        lines.number("Process temperature [K]", fields[4]),
        lines.number("Rotational speed [rpm]", fields[5]),
        lines.number("Torque [Nm]", fields[6]),
        lines.number("Tool wear [min]", fields[7]),
        lines.integer("Machine failure", fields[8], 0, 1) == 1);
  }
}
