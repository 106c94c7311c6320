package io.millwright.models.instrument;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Examines the sensors of one asset, scan by scan, before anything is made of their values. A value
 * that may not be believed becomes a gap: for some scans while it is not clear whether it will
 * last, then, if it is a fault of the sensor, until that has ended.
 */
public final class SensorDoctor {
  private final List<InstrumentCheck> checks;
  private final Patient[] patients;

  /** For each point of the plan its place among the checks, or -1. */
  private final int[] checkOfPoint;

  private int ill;

  /**
   * @param points how many points the plan has
   */
  public SensorDoctor(List<InstrumentCheck> checks, int points) {
    this.checks = checks;
    this.patients = new Patient[checks.size()];
    this.checkOfPoint = new int[points];
    Arrays.fill(checkOfPoint, -1);
    for (int i = 0; i < patients.length; i++) {
      patients[i] = new Patient(checks.get(i));
      checkOfPoint[checks.get(i).place()] = i;
    }
  }

  /** What a scan brought beside its values, one for each point of the plan. */
  public interface Notes {
    /** A value outside of the point's range; NaN = there was none. */
    double impossible(int point);

    /** Whether a reading came whose time cannot be. */
    boolean hadWrongTime(int point);
  }

  /**
   * Examines a scan.
   *
   * @param valueOfPoint one for each point of the plan; those not to be believed become NaN
   * @param resting whether the machine is off, so that nothing need move
   * @return whether a finding was opened or closed
   */
  public boolean examine(
      long timeMicros,
      double[] valueOfPoint,
      Notes notes,
      boolean resting,
      Consumer<InstrumentFinding> findings) {
    if (patients.length == 0) {
      return false;
    }
    int jumping = 0;
    for (Patient patient : patients) {
      jumping += patient.isHolding() ? 1 : 0;
    }
    int heard = 0;
    for (double value : valueOfPoint) {
      heard += Double.isNaN(value) ? 0 : 1;
    }
    boolean changed = false;
    for (int i = 0; i < patients.length; i++) {
      int place = checks.get(i).place();
      double value = valueOfPoint[place];
      Patient patient = patients[i];
      boolean othersHeard = heard > (Double.isNaN(value) ? 0 : 1);
      boolean alone = jumping <= (patient.isHolding() ? 1 : 0);
      valueOfPoint[place] =
          patient.examine(
              value,
              notes.impossible(place),
              notes.hadWrongTime(place),
              othersHeard,
              resting,
              alone);
    }
    for (int i = 0; i < patients.length; i++) {
      changed |= conclude(i, timeMicros, valueOfPoint, findings);
    }
    for (int i = 0; i < patients.length; i++) {
      if (patients[i].fault() != null) {
        valueOfPoint[checks.get(i).place()] = Double.NaN;
      }
    }
    return changed;
  }

  private boolean conclude(
      int i, long timeMicros, double[] valueOfPoint, Consumer<InstrumentFinding> findings) {
    InstrumentCheck check = checks.get(i);
    Patient patient = patients[i];
    InstrumentFault before = patient.faultBefore();
    if (check.hasReference() && !Double.isNaN(valueOfPoint[check.place()])) {
      patient.compare(valueOfPoint[check.place()], believable(check.reference(), valueOfPoint));
    }
    Patient.Course course = patient.conclude();
    if (course == Patient.Course.SAME) {
      return false;
    }
    boolean open = course == Patient.Course.FELL_ILL;
    ill += open ? 1 : -1;
    InstrumentFault fault = open ? patient.fault() : before;
    if (fault == null) {
      throw new IllegalStateException(check.point() + " recovered from nothing");
    }
    findings.accept(
        new InstrumentFinding(
            check.point(), fault, timeMicros, open, patient.last(), patient.explanation()));
    return true;
  }

  private double believable(int place, double[] valueOfPoint) {
    return isFaulty(place) ? Double.NaN : valueOfPoint[place];
  }

  /** Whether a point of the plan has a finding. */
  public boolean isFaulty(int point) {
    int check = checkOfPoint[point];
    return check >= 0 && patients[check].fault() != null;
  }

  /** Whether any point has a finding. */
  public boolean anyFaulty() {
    return ill > 0;
  }

  /** What is wrong with a point of the plan; null = nothing. */
  public @Nullable InstrumentFault faultOf(int point) {
    int check = checkOfPoint[point];
    return check < 0 ? null : patients[check].fault();
  }

  /** Scans without any reading: nothing can be said of any sensor. */
  public void skip(long scans) {
    for (Patient patient : patients) {
      patient.skip(scans);
    }
  }

  /** The instruments were mended: all findings end, and what is usual is learned anew. */
  public void relearn(long timeMicros, Consumer<InstrumentFinding> findings) {
    for (int i = 0; i < patients.length; i++) {
      InstrumentFault fault = patients[i].fault();
      patients[i].relearn();
      if (fault != null) {
        findings.accept(
            new InstrumentFinding(
                checks.get(i).point(),
                fault,
                timeMicros,
                false,
                Double.NaN,
                "the instruments were mended"));
      }
    }
    ill = 0;
  }

  /**
   * Goes on with what another doctor knew of sensors with the same checks.
   *
   * @param placeBefore where a point stood there; less than -1 = nowhere
   */
  public void inherit(SensorDoctor before, IntUnaryOperator placeBefore) {
    ill = 0;
    for (int i = 0; i < patients.length; i++) {
      int old = before.checks.indexOf(checks.get(i).with(placeBefore));
      if (old >= 0) {
        patients[i] = before.patients[old];
      }
      ill += patients[i].fault() == null ? 0 : 1;
    }
  }

  public void write(DataOutput out) throws IOException {
    for (Patient patient : patients) {
      patient.write(out);
    }
  }

  public void read(DataInput in) throws IOException {
    ill = 0;
    for (Patient patient : patients) {
      patient.read(in);
      ill += patient.fault() == null ? 0 : 1;
    }
  }
}
