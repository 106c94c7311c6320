/** The millwright command, and everything it starts in one process. */
@NullMarked
package io.millwright.standalone;

import org.jspecify.annotations.NullMarked;
