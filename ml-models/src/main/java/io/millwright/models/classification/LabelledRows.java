package io.millwright.models.classification;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Rows of which it is known whether something came true, such as a failure within a day. Rows of
 * one group, such as a machine, are never both learned from and tested on.
 */
public final class LabelledRows {
  private final List<String> names;
  private final double[][] values;
  private final int[] groups;
  private final boolean[] labels;

  /**
   * @param names of the features
   * @param values a row each, with one value a name; NaN = missing
   * @param groups one a row; equal = belong together
   * @param labels one a row; true = it came
   * @throws IllegalArgumentException if the lengths differ
   */
  public LabelledRows(List<String> names, double[][] values, int[] groups, boolean[] labels) {
    if (values.length != groups.length || values.length != labels.length) {
      throw new IllegalArgumentException(
          values.length + " rows, " + groups.length + " groups and " + labels.length + " labels");
    }
    for (double[] row : values) {
      if (row.length != names.size()) {
        throw new IllegalArgumentException(
            "a row has " + row.length + " values, but there are " + names.size() + " names");
      }
    }
    this.names = List.copyOf(names);
    this.values = values.clone();
    this.groups = groups.clone();
    this.labels = labels.clone();
  }

  public List<String> names() {
    return names;
  }

  public int size() {
    return labels.length;
  }

  /** The values of a row, not to be changed. */
  public double[] values(int row) {
    return values[row];
  }

  /** Whether it came true. */
  public boolean label(int row) {
    return labels[row];
  }

  public int[] groups() {
    return groups.clone();
  }

  public boolean[] labels() {
    return labels.clone();
  }

  /** All rows, not to be changed. */
  double[][] values() {
    return values.clone();
  }

  /** The same rows and groups with another question about them. */
  public LabelledRows with(boolean[] otherLabels) {
    return new LabelledRows(names, values, groups, otherLabels);
  }

  /** The rows that are chosen, by their places. */
  public LabelledRows where(IntPredicate chosen) {
    int[] places = IntStream.range(0, size()).filter(chosen).toArray();
    boolean[] some = new boolean[places.length];
    for (int i = 0; i < places.length; i++) {
      some[i] = labels[places[i]];
    }
    return new LabelledRows(
        names,
        Arrays.stream(places).mapToObj(place -> values[place]).toArray(double[][]::new),
        Arrays.stream(places).map(place -> groups[place]).toArray(),
        some);
  }
}
