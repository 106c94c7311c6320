/** Advisory generation: a rule that holds long enough becomes one advisory, with its reason. */
@NullMarked
package io.millwright.models.advisory;

import org.jspecify.annotations.NullMarked;
