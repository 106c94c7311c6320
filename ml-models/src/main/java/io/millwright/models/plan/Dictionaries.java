package io.millwright.models.plan;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The dictionaries of the latest batches with their places in the plan. Machines of one kind send
 * the same names in the same order, each batch in strings of its own: so all monitors of a plan
 * share what is known of them, and none keeps any. Safe for use by several threads.
 */
final class Dictionaries {
  /** Different ones, as of several makes of gateways, that are told apart without looking up. */
  private static final int KEPT = 8;

  private final ToIntFunction<String> placeOf;
  private final AtomicReferenceArray<@Nullable Known> latest = new AtomicReferenceArray<>(KEPT);

  private record Known(String[] names, int[] places) {
    /** By index: an iterator of each of two lists costs more than the comparison. */
    boolean are(List<String> dictionary) {
      if (names.length != dictionary.size()) {
        return false;
      }
      for (int i = 0; i < names.length; i++) {
        if (!names[i].equals(dictionary.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * @param placeOf a name's place in the plan, or -1
   */
  Dictionaries(ToIntFunction<String> placeOf) {
    this.placeOf = placeOf;
  }

  int[] placesOf(List<String> dictionary) {
    int slot = dictionary.isEmpty() ? 0 : slot(dictionary);
    Known known = latest.get(slot);
    if (known == null || !known.are(dictionary)) {
      known =
          new Known(
              dictionary.toArray(String[]::new), dictionary.stream().mapToInt(placeOf).toArray());
      latest.set(slot, known);
    }
    return known.places;
  }

  private static int slot(List<String> dictionary) {
    String last = dictionary.get(dictionary.size() - 1);
    int end = last.isEmpty() ? 0 : last.charAt(last.length() - 1);
    return (31 * dictionary.size() + last.length() + 7 * end) % KEPT;
  }
}
