/** Files of the gateway that others may not read and that a power failure must not tear. */
@NullMarked
package io.millwright.gateway.file;

import org.jspecify.annotations.NullMarked;
