package io.millwright.models.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the event files of the Azure predictive maintenance set from where its user has put it, as
 * no licence of it is stated. Each file may be compressed and is then named {@code .csv.gz}; the
 * telemetry is not read.
 *
 * <pre>
 * PdM_machines.csv   "machineID","model","age"             1,"model3",18
 * PdM_errors.csv     "datetime","machineID","errorID"      2015-01-03 07:00:00,1,"error1"
 * PdM_failures.csv   "datetime","machineID","failure"      2015-01-05 06:00:00,1,"comp4"
 * PdM_maint.csv      "datetime","machineID","comp"         2014-06-01 06:00:00,1,"comp2"
 * </pre>
 */
public final class AzurePdmReader {
  private AzurePdmReader() {}

  /**
   * The machines in the order of their numbers.
   *
   * @throws DataSetException if a file is not there, or not what it should be
   */
  public static List<PdmMachine> machines(Path folder) {
    Map<Integer, PdmMachine> machines = new TreeMap<>();
    Map<Integer, List<PdmEvent>> events = new TreeMap<>();
    try (DataLines lines = DataLines.in(folder, "PdM_machines.csv")) {
      lines.header("machineID,model,age");
      for (String[] fields = lines.row(",", 3); fields != null; fields = lines.row(",", 3)) {
        int id = lines.integer("machineID", fields[0], 0, Integer.MAX_VALUE);
        int model = code(lines, "model", fields[1], "model", PdmMachine.MODELS);
        double age = lines.number("age", fields[2]);
        if (machines.put(id, new PdmMachine(id, model, age, List.of())) != null) {
          throw lines.fault("has machineID '" + id + "' again; one line each is right");
        }
        events.put(id, new ArrayList<>());
      }
      if (machines.isEmpty()) {
        throw lines.fault("ends without any row");
      }
    }
    read(folder, "PdM_errors.csv", "errorID", "error", PdmEvent.Kind.ERROR, events);
    read(folder, "PdM_failures.csv", "failure", "comp", PdmEvent.Kind.FAILURE, events);
    read(folder, "PdM_maint.csv", "comp", "comp", PdmEvent.Kind.REPLACEMENT, events);
    return machines.values().stream()
        .map(
            each ->
                new PdmMachine(
                    each.id(),
                    each.model(),
                    each.ageYears(),
                    events.getOrDefault(each.id(), List.of())))
        .toList();
  }

  private static void read(
      Path folder,
      String file,
      String column,
      String prefix,
      PdmEvent.Kind kind,
      Map<Integer, List<PdmEvent>> events) {
    int most = kind == PdmEvent.Kind.ERROR ? PdmMachine.ERRORS : PdmMachine.COMPONENTS;
    try (DataLines lines = DataLines.in(folder, file)) {
      lines.header("datetime,machineID," + column);
      for (String[] fields = lines.row(",", 3); fields != null; fields = lines.row(",", 3)) {
        long time = lines.timeMicros("datetime", fields[0]);
        List<PdmEvent> ofMachine =
            events.get(lines.integer("machineID", fields[1], 0, Integer.MAX_VALUE));
        if (ofMachine == null) {
          throw lines.fault("has machineID '" + fields[1] + "'; one of PdM_machines.csv is right");
        }
        ofMachine.add(new PdmEvent(time, kind, code(lines, column, fields[2], prefix, most)));
      }
    }
  }

  /** The number behind a word: 3 of {@code error3}. */
  private static int code(DataLines lines, String column, String text, String prefix, int most) {
    for (int number = 1; number <= most; number++) {
      if (text.equals(prefix + number)) {
        return number;
      }
    }
    throw lines.fault(
        "has " + column + " '" + text + "'; " + prefix + "1 to " + prefix + most + " is right");
  }
}
