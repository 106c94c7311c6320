/** Data manipulation: descriptors computed from readings. */
@NullMarked
package io.millwright.models.descriptor;

import org.jspecify.annotations.NullMarked;
