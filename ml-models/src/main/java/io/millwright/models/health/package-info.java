/** Health assessment: one index and the likelihood of each failure mode. */
@NullMarked
package io.millwright.models.health;

import org.jspecify.annotations.NullMarked;
