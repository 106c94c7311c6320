package io.millwright.models.evaluation;

import io.millwright.models.dataset.PdmEvent;
import io.millwright.models.dataset.PdmEvent.Kind;
import io.millwright.models.dataset.PdmMachine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of a machine in each hour in which it reported an error: the times at which a model
 * is asked, as nothing else about the machine changes between them but its age.
 *
 * <p>In these data errors that foretell a failure, all replacements and nearly all failures fall on
 * 6 o'clock, which is how the data were made. Neither the hour of the day is a feature, nor can it
 * be read out of one: times since replacements and failures are told in whole days.
 */
final class PdmRows {
  private static final int[] WINDOW_HOURS = {1, 6, 12, 24, 48, 14 * 24};

  /** So long ago counts as never: missing. */
  private static final int LONGEST_DAYS = 3_650;

  private PdmRows() {}

  /**
   * One time at which a model is asked.
   *
   * @param hour since 1970
   * @param values one a feature; NaN = has not happened yet
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Row(PdmMachine machine, double hour, double[] values) {}

  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int error = 1; error <= PdmMachine.ERRORS; error++) {
      for (int hours : WINDOW_HOURS) {
        names.add("error" + error + "/countIn" + hours + "h");
      }
      names.add("error" + error + "/hoursSinceTheOneBefore");
    }
    for (int component = 1; component <= PdmMachine.COMPONENTS; component++) {
      names.add("comp" + component + "/daysSinceReplacement");
      names.add("comp" + component + "/daysSinceFailure");
    }
    names.add("daysSinceAnyReplacement");
    names.add("daysSinceAnyFailure");
    names.add("ageYears");
    for (int model = 1; model <= PdmMachine.MODELS; model++) {
      names.add("isModel" + model);
    }
    return names;
  }

  /** In the order of time; only what had happened by then is in a row. */
  static List<Row> of(PdmMachine machine) {
    List<Row> rows = new ArrayList<>();
    History history = new History(machine);
    List<PdmEvent> events = machine.events();
    for (int i = 0; i < events.size(); ) {
      long time = events.get(i).timeMicros();
      boolean error = false;
      for (; i < events.size() && events.get(i).timeMicros() == time; i++) {
        history.add(events.get(i));
        error |= events.get(i).kind() == Kind.ERROR;
      }
      if (error) {
        rows.add(new Row(machine, hours(time), history.values(hours(time))));
      }
    }
    return rows;
  }

  static double hours(long micros) {
    return micros / 3.6e9;
  }

  /** The hours at which a component failed, sorted. */
  static double[] failures(PdmMachine machine, int component) {
    return machine.events().stream()
        .filter(each -> each.kind() == Kind.FAILURE && each.number() == component)
        .mapToDouble(each -> hours(each.timeMicros()))
        .toArray();
  }

  private static final class History {
    private final PdmMachine machine;
    private final List<List<Double>> errors = new ArrayList<>();
    private final double[] replaced = never(PdmMachine.COMPONENTS);
    private final double[] failed = never(PdmMachine.COMPONENTS);

    History(PdmMachine machine) {
      this.machine = machine;
      for (int i = 0; i < PdmMachine.ERRORS; i++) {
        errors.add(new ArrayList<>());
      }
    }

    private static double[] never(int count) {
      double[] never = new double[count];
      Arrays.fill(never, Double.NEGATIVE_INFINITY);
      return never;
    }

    void add(PdmEvent event) {
      double hour = hours(event.timeMicros());
      int place = event.number() - 1;
      switch (event.kind()) {
        case ERROR -> errors.get(place).add(hour);
        case REPLACEMENT -> replaced[place] = hour;
        case FAILURE -> {
          // What failed is replaced, also where no replacement is written down.
          replaced[place] = hour;
          failed[place] = hour;
        }
      }
    }

    double[] values(double now) {
      List<Double> values = new ArrayList<>();
      for (List<Double> each : errors) {
        for (int window : WINDOW_HOURS) {
          values.add((double) each.stream().filter(hour -> hour > now - window).count());
        }
        values.add(
            each.stream()
                .filter(hour -> hour < now)
                .reduce((one, other) -> other)
                .map(hour -> now - hour)
                .orElse(Double.NaN));
      }
      double anyReplaced = Double.NEGATIVE_INFINITY;
      double anyFailed = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < PdmMachine.COMPONENTS; i++) {
        values.add(days(now, replaced[i]));
        values.add(days(now, failed[i]));
        anyReplaced = Math.max(anyReplaced, replaced[i]);
        anyFailed = Math.max(anyFailed, failed[i]);
      }
      values.add(days(now, anyReplaced));
      values.add(days(now, anyFailed));
      values.add(machine.ageYears());
      for (int model = 1; model <= PdmMachine.MODELS; model++) {
        values.add(machine.model() == model ? 1.0 : 0.0);
      }
      return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double days(double now, double then) {
      double days = Math.floor((now - then) / 24);
      return days <= LONGEST_DAYS ? days : Double.NaN;
    }
  }
}
