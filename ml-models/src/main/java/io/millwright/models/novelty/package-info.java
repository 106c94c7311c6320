/**
 * Novelty: how unlike the healthy rows of descriptors that were learned a row is.
 *
 * <pre>
 *   NoveltyPlan --fit(rows)--> NoveltyModel --score(row)--> 1 = at the limit
 * </pre>
 */
@NullMarked
package io.millwright.models.novelty;

import org.jspecify.annotations.NullMarked;
