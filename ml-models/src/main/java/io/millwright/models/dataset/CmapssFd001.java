package io.millwright.models.dataset;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/**
 * C-MAPSS FD001: 100 engines that run to failure and 100 that are cut off before it; one flight
 * condition, one fault, degradation of the high-pressure compressor. See NOTICE for its source.
 *
 * <p>The split that Millwright's own models and figures use is fixed:
 *
 * <ul>
 *   <li>{@link #learning()}: training engines 1 to 80, for models and for every threshold;
 *   <li>{@link #heldBack()}: training engines 81 to 100, never used for tuning: the demo shows them
 *       fail;
 *   <li>{@link #healthyEnds()}: the first 20 official test engines with more than 80 cycles left at
 *       their end: whatever is raised on them is false.
 * </ul>
 */
public final class CmapssFd001 {
  private static final int LEARNING = 80;
  private static final int HEALTHY_ENDS = 20;
  private static final int HEALTHY_CYCLES_LEFT = 80;

  private final List<CmapssUnit> training;
  private final CmapssTest test;

  private CmapssFd001(List<CmapssUnit> training, CmapssTest test) {
    this.training = training;
    this.test = test;
  }

  /** Reads the copy that comes with Millwright. */
  public static CmapssFd001 load() {
    return new CmapssFd001(
        CmapssReader.units("train_FD001.txt.gz", open("train_FD001.txt.gz")),
        CmapssReader.test(
            CmapssReader.units("test_FD001.txt.gz", open("test_FD001.txt.gz")),
            "RUL_FD001.txt",
            open("RUL_FD001.txt")));
  }

  private static InputStream open(String name) {
    InputStream in = CmapssFd001.class.getResourceAsStream("/io/millwright/models/dataset/" + name);
    if (in == null) {
      throw new IllegalStateException("the resource " + name + " is missing from the build");
    }
    return in;
  }

  /** The tag under which Millwright shows a training engine: "fd001-train-081". */
  public static String trainingTag(CmapssUnit unit) {
    return tag("train", unit);
  }

  /** The tag under which Millwright shows a test engine: "fd001-test-004". */
  public static String testTag(CmapssUnit unit) {
    return tag("test", unit);
  }

  private static String tag(String file, CmapssUnit unit) {
    return String.format(Locale.ROOT, "fd001-%s-%03d", file, unit.number());
  }

  /** The training engines, all of which fail after their last cycle. */
  public List<CmapssUnit> training() {
    return training;
  }

  /** The official test engines. */
  public List<CmapssUnit> test() {
    return test.units();
  }

  /** Cycles that a test engine had left after its last row. */
  public int remainingCycles(CmapssUnit testUnit) {
    return test.remainingCycles(testUnit);
  }

  public List<CmapssUnit> learning() {
    return training.subList(0, LEARNING);
  }

  public List<CmapssUnit> heldBack() {
    return training.subList(LEARNING, training.size());
  }

  public List<CmapssUnit> healthyEnds() {
    return test.units().stream()
        .filter(unit -> test.remainingCycles(unit) > HEALTHY_CYCLES_LEFT)
        .limit(HEALTHY_ENDS)
        .toList();
  }
}
