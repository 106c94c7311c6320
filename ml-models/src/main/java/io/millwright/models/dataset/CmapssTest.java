package io.millwright.models.dataset;

import java.util.List;

/** Engines of C-MAPSS that are cut off before their failure, and the cycles left to each. */
public final class CmapssTest {
  private final List<CmapssUnit> units;
  private final int[] remaining;

  CmapssTest(List<CmapssUnit> units, int[] remaining) {
    this.units = List.copyOf(units);
    this.remaining = remaining.clone();
  }

  /** The engines, in the order of the file. */
  public List<CmapssUnit> units() {
    return units;
  }

  /** Cycles that an engine of these had left after its last row. */
  public int remainingCycles(CmapssUnit unit) {
    return remaining[unit.number() - 1];
  }
}
