package io.millwright.models.descriptor;

import static io.millwright.models.descriptor.WindowStatistic.ofOrder;
import static io.millwright.models.descriptor.WindowStatistic.ofSums;

import io.millwright.models.descriptor.RollingWindow.Need;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors that a plan may name: {@code mean15} is a mean over 15 scans, {@code
 * quantile30(0.9)} has a number of its own beside. Where nothing else is said, a window's number is
 * in scans, gaps are left out, and the unit is that of the point.
 */
public final class Descriptors {
  /** Longest window in scans: bounds what one asset can cost in memory. */
  public static final int MAX_WINDOW = 1_000;

  private static final Pattern NAME =
      Pattern.compile("([a-z]+)([0-9]{0,4})(?:\\((-?[0-9]{1,12}(?:\\.[0-9]{1,12})?)\\))?");

  /** A new descriptor is one class, or one formula, and one line here. */
  private static final List<Family> FAMILIES =
      List.of(
          new Family("last", "last", Form.PLAIN, 0, 0, (name, n, x) -> new Last()),
          new Family("age", "age", Form.PLAIN, 0, 0, (name, n, x) -> new Age()),
          window("mean15", 2, (name, n, x) -> ofSums(name, n, 1, RollingSums::mean)),
          window("deviation30", 3, (name, n, x) -> ofSums(name, n, 3, Descriptors::deviation)),
          window("rms30", 2, (name, n, x) -> ofSums(name, n, 1, Descriptors::rms)),
          window("slope30", 5, (name, n, x) -> ofSums(name, n, 5, RollingSums::slope)),
          new Family(
              "theilsen",
              "theilsen30",
              Form.WINDOW,
              5,
              TheilSen.MAX_WINDOW,
              (name, n, x) -> new TheilSen(n)),
          window("min30", 2, (name, n, x) -> ofOrder(name, n, RollingOrder::least)),
          window("max30", 2, (name, n, x) -> ofOrder(name, n, RollingOrder::greatest)),
          window("range30", 2, (name, n, x) -> ofOrder(name, n, o -> o.greatest() - o.least())),
          window("peak30", 2, (name, n, x) -> ofOrder(name, n, Descriptors::peak)),
          window("crest30", 2, (name, n, x) -> crest(name, n)),
          window("median30", 2, (name, n, x) -> ofOrder(name, n, o -> o.quantile(0.5))),
          window("mad30", 3, (name, n, x) -> ofOrder(name, n, RollingOrder::medianDistance)),
          new Family(
              "quantile",
              "quantile30(0.9)",
              Form.WINDOW_AND_SHARE,
              2,
              MAX_WINDOW,
              (name, n, share) -> ofOrder(name, n, o -> o.quantile(share))),
          numbered("above", "above60(4.5)", (name, n, x) -> ofOrder(name, n, o -> o.above(x))),
          numbered("below", "below60(1.2)", (name, n, x) -> ofOrder(name, n, o -> o.below(x))),
          window("pearsonkurtosis30", 4, (name, n, x) -> moment(name, n, Moments::pearsonKurtosis)),
          window("excesskurtosis30", 4, (name, n, x) -> moment(name, n, Moments::excessKurtosis)),
          window("skewness30", 4, (name, n, x) -> moment(name, n, Moments::skewness)),
          window("rate5", 1, (name, n, x) -> new Rate(n)),
          window("count30", 2, (name, n, x) -> ofSums(name, n, 0, RollingSums::count)),
          new Family(
              "ewma",
              "ewma20 (weight in percent)",
              Form.WINDOW,
              1,
              100,
              (name, n, x) -> new Ewma(n)),
          new Family(
              "drift",
              "drift20 (weight in percent)",
              Form.WINDOW,
              1,
              100,
              (name, n, x) -> new Drift(n)));

  private Descriptors() {}

  /** The descriptor of that name, or null when there is none. */
  public static @Nullable Descriptor find(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return null;
    }
    String digits = matcher.group(2);
    String number = matcher.group(3);
    for (Family family : FAMILIES) {
      if (family.name.equals(matcher.group(1)) && family.form.fits(digits, number)) {
        int window = digits.isEmpty() ? 0 : Integer.parseInt(digits);
        return window >= family.from && window <= family.to
            ? family.make.of(name, window, number == null ? 0 : Double.parseDouble(number))
            : null;
      }
    }
    return null;
  }

  /** What a plan may write, for messages. */
  public static String known() {
    return String.join(", ", FAMILIES.stream().map(family -> family.example).toList());
  }

  /** Of a sample: the sum of squares is divided by one less than the count. */
  private static double deviation(RollingSums sums) {
    return Math.sqrt(sums.spread() / (sums.count() - 1));
  }

  /** Root of the mean square. */
  private static double rms(RollingSums sums) {
    return Math.sqrt(sums.power() / sums.count());
  }

  /** The greatest amount. */
  private static double peak(RollingOrder order) {
    return Math.max(Math.abs(order.least()), Math.abs(order.greatest()));
  }

  /** Peak over RMS: 1.414 for a sine; NaN where all values are 0. */
  private static Descriptor crest(String name, int window) {
    return new WindowStatistic(
        name,
        window,
        Need.SUMS,
        history -> {
          double peak = 0;
          for (int age = 0; age < window; age++) {
            double amount = Math.abs(history.point().ago(age));
            peak = amount > peak ? amount : peak;
          }
          return peak == 0 ? Double.NaN : peak / rms(history.sums());
        });
  }

  private static Descriptor moment(
      String name, int window, java.util.function.ToDoubleFunction<RollingWindow> formula) {
    return new WindowStatistic(name, window, Need.SUMS, formula);
  }

  /** How a name goes on behind its letters. */
  private enum Form {
    PLAIN,
    WINDOW,
    WINDOW_AND_NUMBER,
    /** The number is from 0 to 1. */
    WINDOW_AND_SHARE;

    boolean fits(String digits, @Nullable String number) {
      return switch (this) {
        case PLAIN -> digits.isEmpty() && number == null;
        case WINDOW -> !digits.isEmpty() && number == null;
        case WINDOW_AND_NUMBER -> !digits.isEmpty() && number != null;
        case WINDOW_AND_SHARE ->
            !digits.isEmpty()
                && number != null
                && Double.parseDouble(number) >= 0
                && Double.parseDouble(number) <= 1;
      };
    }
  }

  private interface Make {
    Descriptor of(String name, int window, double number);
  }

  private record Family(String name, String example, Form form, int from, int to, Make make) {}

  private static Family window(String example, int from, Make make) {
    String name = example.replaceAll("[0-9].*", "");
    return new Family(name, example, Form.WINDOW, from, MAX_WINDOW, make);
  }

  private static Family numbered(String name, String example, Make make) {
    return new Family(name, example, Form.WINDOW_AND_NUMBER, 2, MAX_WINDOW, make);
  }
}
