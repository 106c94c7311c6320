package io.millwright.contracts.measurement;

import io.millwright.contracts.asset.PointName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of a batch's points, each once, in the order of their first appearance. As long as they
 * come as they usually do, nothing is allocated and no name is checked a second time.
 */
final class PointDictionary {
  /** Up to so many are looked for one by one. */
  private static final int FEW = 8;

  private final List<String> usual;

  /** How many of the usual ones have come, from the first. */
  private int come;

  /** Place of the name asked for last. */
  private int last = -1;

  /** Null while all that came is usual. */
  private @Nullable List<String> names;

  /** Null while there are few. */
  private @Nullable Map<String, Integer> places;

  /**
   * A dictionary without names.
   *
   * @param usual valid names, each once
   */
  PointDictionary(List<String> usual) {
    this.usual = usual;
  }

  int size() {
    return names == null ? come : names.size();
  }

  String get(int index) {
    return names == null ? usual.get(index) : names.get(index);
  }

  /**
   * Place of a name, which is added at the end if it is new.
   *
   * @throws IllegalArgumentException if it is no valid name
   */
  int indexOf(String name) {
    List<String> own = names;
    if (own == null) {
      if (isUsual(name)) {
        return last;
      }
      own = new ArrayList<>(usual.subList(0, come));
      names = own;
    }
    int known = find(own, name);
    return known >= 0 ? known : add(own, name);
  }

  /** Names come in the order of the list, again and again in a batch of several times. */
  private boolean isUsual(String name) {
    int next = last + 1 < usual.size() ? last + 1 : 0;
    if (next > come || next >= usual.size() || !usual.get(next).equals(name)) {
      return false;
    }
    last = next;
    come = Math.max(come, next + 1);
    return true;
  }

  private int find(List<String> own, String name) {
    if (own.size() <= FEW) {
      return own.indexOf(name);
    }
    Map<String, Integer> index = places;
    if (index == null) {
      index = new HashMap<>();
      for (int i = 0; i < own.size(); i++) {
        index.put(own.get(i), i);
      }
      places = index;
    }
    Integer place = index.get(name);
    return place == null ? -1 : place;
  }

  private int add(List<String> own, String name) {
    PointName.check(name);
    int place = own.size();
    own.add(name);
    if (places != null) {
      places.put(name, place);
    }
    return place;
  }

  /** All names; the usual list itself if they are the same. */
  List<String> done() {
    if (names != null) {
      return List.copyOf(names);
    }
    return come == usual.size() ? usual : List.copyOf(usual.subList(0, come));
  }
}
