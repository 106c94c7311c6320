package io.millwright.models.dataset;

/**
 * The readings of a series among which an anomaly is to be found.
 *
 * @param first place of the first one, from 0
 * @param last place of the last one, that one included; not before {@code first}
 */
public record NabWindow(int first, int last) {
  public NabWindow {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException("a window cannot go from " + first + " to " + last);
    }
  }
}
