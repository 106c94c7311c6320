package io.millwright.simulators.replay;

import io.millwright.models.dataset.CmapssUnit;
import java.util.ArrayList;
import java.util.List;

/** An engine of a C-MAPSS data set: one row a cycle, which counts as one hour. */
public final class CmapssHistory implements MachineHistory {
  private final String asset;
  private final long startMicros;
  private final List<double[]> cycles = new ArrayList<>();

  /**
   * @param startMicros when the engine was new; its first row is one hour later
   */
  public CmapssHistory(String asset, CmapssUnit unit, long startMicros) {
    this.asset = asset;
    this.startMicros = startMicros;
    for (int cycle = 1; cycle <= unit.cycles(); cycle++) {
      cycles.add(unit.row(cycle));
    }
  }

  @Override
  public String asset() {
    return asset;
  }

  @Override
  public List<String> points() {
    return CmapssUnit.COLUMNS;
  }

  @Override
  public int rows() {
    return cycles.size();
  }

  @Override
  public long timeMicros(int row) {
    return CmapssUnit.timeMicros(startMicros, row + 1);
  }

  @Override
  public double value(int row, int point) {
    return cycles.get(row)[point];
  }
}
