/**
 * Prognosis: probability of failure within a horizon and remaining useful life, from released
 * models.
 */
@NullMarked
package io.millwright.models.prognosis;

import org.jspecify.annotations.NullMarked;
