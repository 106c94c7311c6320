package io.millwright.models.dataset;

import java.util.List;

/**
 * One run of the SKAB rig: at first as it should be, and in most of them a fault later.
 *
 * @param name group and number: {@code valve1/0}
 */
public record SkabRun(String name, List<SkabRow> rows) {
  /** So many rows of a run are for learning; the rest is scored. */
  public static final int LEARNING_ROWS = 400;

  public SkabRun {
    rows = List.copyOf(rows);
  }
}
