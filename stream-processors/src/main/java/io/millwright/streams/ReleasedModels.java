package io.millwright.streams;

import io.millwright.contracts.wire.ModelRelease;
import io.millwright.models.prognosis.ScoringModel;

/** Released models as the analytics core reads them. */
final class ReleasedModels {
  private ReleasedModels() {}

  /**
   * The model of a release.
   *
   * @throws IllegalArgumentException if its bytes are not what its checksum or its card says
   */
  static ScoringModel read(ModelRelease release) {
    throw new IllegalArgumentException("no model format yet: " + release.getName());
  }
}
