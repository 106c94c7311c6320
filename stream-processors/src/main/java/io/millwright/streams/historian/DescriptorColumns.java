package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Quality;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The descriptors of one evaluation that are known. */
final class DescriptorColumns implements ReadingColumns {
  private final AssetKey asset;
  private final long timeMicros;
  private final List<String> names;

  /** One a name. */
  private final double[] values;

  /** Places of the names whose values are known. */
  private final int[] known;

  private final BitSet uncertain;

  /**
   * The descriptors whose value is a number.
   *
   * @param values one a name; what is not finite is not known
   * @param uncertain places of those that rest on a reading of uncertain quality
   */
  DescriptorColumns(
      AssetKey asset, long timeMicros, List<String> names, double[] values, BitSet uncertain) {
    if (values.length != names.size()) {
      throw new IllegalArgumentException(
          names.size() + " descriptors have " + values.length + " values");
    }
    this.asset = asset;
    this.timeMicros = timeMicros;
    this.names = names;
    this.values = values;
    this.uncertain = uncertain;
    int size = 0;
    int[] places = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        places[size++] = i;
      }
    }
    this.known = size == places.length ? places : Arrays.copyOf(places, size);
  }

  @Override
  public AssetKey asset() {
    return asset;
  }

  @Override
  public boolean derived() {
    return true;
  }

  @Override
  public List<String> points() {
    return names;
  }

  @Override
  public int size() {
    return known.length;
  }

  @Override
  public int pointIndex(int i) {
    return known[i];
  }

  @Override
  public long timeMicros(int i) {
    return timeMicros;
  }

  @Override
  public double value(int i) {
    return values[known[i]];
  }

  @Override
  public int qualityCode(int i) {
    return (uncertain.get(known[i]) ? Quality.UNCERTAIN : Quality.GOOD).code();
  }

  @Override
  public long sequence(int i) {
    return 0;
  }
}
