package io.millwright.cmms.plan;

import io.micronaut.serde.annotation.Serdeable;
import io.millwright.models.plan.PlanDiff;
import io.millwright.models.plan.PlanFault;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans as the API shows them. */
final class PlanView {
  private PlanView() {}

  /**
   * A plan that was just released, or that runs in shadow from now on.
   *
   * @param assets how many assets it is for now
   */
  @Serdeable
  record Released(String id, int version, String assetClass, String sha256, int assets) {}

  /** A plan in the list. */
  @Serdeable
  record Listed(
      String id,
      int version,
      String assetClass,
      String sha256,
      long assets,
      boolean inForce,
      Instant releasedAt,
      String releasedBy) {}

  /** A plan that runs in shadow. */
  @Serdeable
  record Shadow(
      String assetClass,
      String id,
      int version,
      String sha256,
      long assets,
      Instant startedAt,
      String startedBy) {}

  /**
   * What was done with a plan.
   *
   * @param action RELEASE, ROLLBACK, SHADOW or END_SHADOW
   */
  @Serdeable
  record Done(
      String assetClass,
      String action,
      String planId,
      int version,
      String sha256,
      Instant doneAt,
      String doneBy) {}

  /**
   * Whether a document is a plan.
   *
   * @param faults none when it is
   */
  @Serdeable
  record Checked(boolean valid, List<Fault> faults) {
    static Checked of(List<PlanFault> faults) {
      return new Checked(
          faults.isEmpty(),
          faults.stream().map(it -> new Fault(it.place(), it.line(), it.text())).toList());
    }
  }

  /**
   * What is wrong with a document.
   *
   * @param line 0 = not known
   */
  @Serdeable
  record Fault(String place, int line, String text) {}

  /** What is different between two plans. */
  @Serdeable
  record Different(String from, String to, List<Change> changes, List<String> consequences) {
    static Different of(PlanDiff diff) {
      return new Different(
          diff.from(),
          diff.to(),
          diff.changes().stream()
              .map(
                  it ->
                      new Change(it.kind().name(), it.what(), it.field(), it.before(), it.after()))
              .toList(),
          diff.consequences());
    }
  }

  /**
   * One change.
   *
   * @param kind ADDED, REMOVED or CHANGED
   */
  @Serdeable
  record Change(
      String kind, String what, String field, @Nullable String before, @Nullable String after) {}
}
