/** Model files: what is scored, and the card that says where it came from. */
@NullMarked
package io.millwright.models.release;

import org.jspecify.annotations.NullMarked;
