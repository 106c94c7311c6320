package io.millwright.cmms.plan;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;

/** Plans as the API shows them. */
final class PlanView {
  private PlanView() {}

  /**
   * A plan that was just released.
   *
   * @param assets how many assets it is in force for now
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
}
