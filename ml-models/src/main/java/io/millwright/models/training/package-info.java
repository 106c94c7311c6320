/** From run-to-failure histories to a model, by the same monitor that runs live. */
@NullMarked
package io.millwright.models.training;

import org.jspecify.annotations.NullMarked;
