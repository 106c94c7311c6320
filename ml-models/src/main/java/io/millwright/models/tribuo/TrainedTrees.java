package io.millwright.models.tribuo;

import io.millwright.models.prognosis.TreeEnsemble;

/**
 * Trees, flattened, and where they come from.
 *
 * @param ensemble its features in the order in which the names were given
 * @param provenance what Tribuo says of the model, its trainer and its data
 */
public record TrainedTrees(TreeEnsemble ensemble, String provenance) {}
