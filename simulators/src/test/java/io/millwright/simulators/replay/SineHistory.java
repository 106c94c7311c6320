package io.millwright.simulators.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A made-up machine whose every value is different and can be worked out again. */
final class SineHistory implements MachineHistory {
  static final long START_MICROS = 1_763_600_000_000_000L;
  static final long CYCLE_MICROS = 3_600_000_000L / 1000;

  private final String asset;
  private final int rows;
  private final int seed;
  private final List<String> points;

  SineHistory(String asset, int rows, int points, int seed) {
    this.asset = asset;
    this.rows = rows;
    this.seed = seed;
    this.points = IntStream.range(0, points).mapToObj(i -> "P" + i).toList();
  }

  /** Engines of differing length. */
  static List<MachineHistory> fleet(int engines, int rows, int points) {
    List<MachineHistory> fleet = new ArrayList<>();
    for (int engine = 0; engine < engines; engine++) {
      fleet.add(new SineHistory("engine-" + (engine + 1), rows - engine, points, engine));
    }
    return fleet;
  }

  static long readings(List<MachineHistory> fleet) {
    return fleet.stream().mapToLong(h -> (long) h.rows() * h.points().size()).sum();
  }

  @Override
  public String asset() {
    return asset;
  }

  @Override
  public List<String> points() {
    return points;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public long timeMicros(int row) {
    return START_MICROS + row * CYCLE_MICROS;
  }

  @Override
  public double value(int row, int point) {
    return Math.sin(row * 0.1 + point) * 100 + seed * 1000;
  }
}
