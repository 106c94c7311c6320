package io.millwright.standalone.demo;

import io.millwright.models.dataset.CmapssFd001;
import io.millwright.models.dataset.CmapssUnit;
import io.millwright.simulators.replay.CmapssHistory;
import io.millwright.simulators.replay.MachineHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An engine of C-MAPSS FD001 that the models have not learned from.
 *
 * @param cyclesLeft of its life after its last recorded cycle; 0 = it fails then
 */
record Engine(String tag, String name, CmapssUnit unit, int cyclesLeft) {

  boolean fails() {
    return cyclesLeft == 0;
  }

  /** Engines that fail and engines that stay healthy by turns, at most {@code limit}. */
  static List<Engine> fleet(CmapssFd001 data, int limit) {
    List<CmapssUnit> failing = data.heldBack();
    List<CmapssUnit> healthy = data.healthyEnds();
    List<Engine> engines = new ArrayList<>();
    for (int i = 0; i < Math.max(failing.size(), healthy.size()); i++) {
      if (i < failing.size()) {
        engines.add(
            of(CmapssFd001.trainingTag(failing.get(i)), "Turbofan engine ", failing.get(i), 0));
      }
      if (i < healthy.size()) {
        CmapssUnit unit = healthy.get(i);
        engines.add(
            of(
                CmapssFd001.testTag(unit),
                "Turbofan test engine ",
                unit,
                data.remainingCycles(unit)));
      }
    }
    return engines.subList(0, Math.min(limit, engines.size()));
  }

  private static Engine of(String tag, String kind, CmapssUnit unit, int cyclesLeft) {
    return new Engine(tag, kind + unit.number(), unit, cyclesLeft);
  }

  /** The cycle, from 1, at an event time; whole cycles when the time is that of a cycle. */
  static double cycleAt(Instant start, Instant time) {
    return (micros(time) - micros(start)) / (double) CmapssUnit.CYCLE_MICROS;
  }

  /** Cycles from an event time to the engine's failure. */
  double cyclesLeftAt(Instant start, Instant time) {
    return unit.cycles() + cyclesLeft - cycleAt(start, time);
  }

  MachineHistory history(Instant start) {
    return new CmapssHistory(tag, unit, micros(start));
  }

  static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }
}
