package io.millwright.models.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Deals groups into folds. */
public final class Folds {
  private Folds() {}

  /**
   * The fold of each row, 0 or more and below {@code folds}. A group is in one fold, and the groups
   * in which it came true are spread evenly.
   *
   * @param groups one a row
   * @param labels one a row
   * @param folds 2 or more
   * @throws UnfitDataException if there are fewer groups than folds
   */
  public static int[] of(int[] groups, boolean[] labels, int folds, long seed) {
    List<Integer> order =
        new ArrayList<>(Arrays.stream(groups).distinct().sorted().boxed().toList());
    if (order.size() < folds) {
      throw new UnfitDataException(
          order.size()
              + " machines, rows or configurations cannot be dealt into "
              + folds
              + " folds; as many at least are right");
    }
    Set<Integer> cameTrue = new HashSet<>();
    for (int i = 0; i < groups.length; i++) {
      if (labels[i]) {
        cameTrue.add(groups[i]);
      }
    }
    Collections.shuffle(order, new Random(seed));
    // A stable sort: within both kinds the shuffled order stays.
    order.sort((one, other) -> Boolean.compare(cameTrue.contains(other), cameTrue.contains(one)));
    Map<Integer, Integer> foldOfGroup = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      foldOfGroup.put(order.get(i), i % folds);
    }
    return Arrays.stream(groups).map(foldOfGroup::get).toArray();
  }
}
