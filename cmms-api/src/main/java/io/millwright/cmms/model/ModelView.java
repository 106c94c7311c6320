package io.millwright.cmms.model;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;

/** Models as the API shows them. */
final class ModelView {
  private ModelView() {}

  /** A model that was just released. */
  @Serdeable
  record Released(String name, int version, String sha256) {}

  /**
   * A model in the list.
   *
   * @param card JSON: trained on what, how, when, how good
   */
  @Serdeable
  record Listed(
      String name,
      int version,
      String sha256,
      int bytes,
      String card,
      boolean inForce,
      Instant releasedAt,
      String releasedBy) {}
}
