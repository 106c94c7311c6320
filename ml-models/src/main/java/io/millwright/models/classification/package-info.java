/**
 * Calibrated yes-or-no questions about rows: folds by group, trees, probabilities that keep what
 * they say, and the figures that show it.
 *
 * <pre>
 *   rows with groups --k folds--> out-of-fold log-odds --> calibration, choice of parameters
 *         |                                                        |
 *         +--all rows--> trees of several seeds -------------------+--> {@link TreeClassifier}
 * </pre>
 */
@NullMarked
package io.millwright.models.classification;

import org.jspecify.annotations.NullMarked;
