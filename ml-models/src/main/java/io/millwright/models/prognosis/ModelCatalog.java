package io.millwright.models.prognosis;

import io.millwright.contracts.asset.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * The models in force. What it answers may change between two calls: a newer release takes over at
 * once.
 */
@FunctionalInterface
public interface ModelCatalog {
  /** No model at all: prognosis stays silent, the other blocks work. */
  ModelCatalog EMPTY = (tenant, name) -> null;

  /** The model in force under that name, or null when none has been released. */
  @Nullable ScoringModel find(TenantId tenant, String name);
}
