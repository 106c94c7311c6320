/** The instruments: which readings cannot be believed, and what is wrong with their sensor. */
@NullMarked
package io.millwright.models.instrument;

import org.jspecify.annotations.NullMarked;
