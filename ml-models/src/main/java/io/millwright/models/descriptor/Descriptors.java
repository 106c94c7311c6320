package io.millwright.models.descriptor;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The descriptors that a plan may name. */
public final class Descriptors {
  /** Longest window in scans: bounds what one asset can cost in memory. */
  public static final int MAX_WINDOW = 1_000;

  private static final Pattern NAME = Pattern.compile("([a-z]+)([0-9]{0,4})");

  /** A new descriptor is one class and one line here. */
  private static final List<Family> FAMILIES =
      List.of(
          new Family("last", "last", false, 0, 0, n -> new Last()),
          new Family("age", "age", false, 0, 0, n -> new Age()),
          new Family("mean", "mean15", true, 2, MAX_WINDOW, Mean::new),
          new Family("deviation", "deviation30", true, 3, MAX_WINDOW, Deviation::new),
          new Family("slope", "slope30", true, 5, MAX_WINDOW, Slope::new),
          new Family("ewma", "ewma20 (weight in percent)", true, 1, 100, Ewma::new),
          new Family("drift", "drift20 (weight in percent)", true, 1, 100, Drift::new));

  private Descriptors() {}

  /** The descriptor of that name, or null when there is none. */
  public static @Nullable Descriptor find(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return null;
    }
    String digits = matcher.group(2);
    for (Family family : FAMILIES) {
      if (family.name.equals(matcher.group(1)) && family.numbered == !digits.isEmpty()) {
        int number = digits.isEmpty() ? 0 : Integer.parseInt(digits);
        return number >= family.from && number <= family.to ? family.make.of(number) : null;
      }
    }
    return null;
  }

  /** What a plan may write, for messages. */
  public static String known() {
    return String.join(", ", FAMILIES.stream().map(family -> family.example).toList());
  }

  private interface Make {
    Descriptor of(int number);
  }

  private record Family(
      String name, String example, boolean numbered, int from, int to, Make make) {}
}
