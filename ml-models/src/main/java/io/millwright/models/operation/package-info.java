/** Operating regimes: whether a machine is off, starting, changing or steady, and at what load. */
@NullMarked
package io.millwright.models.operation;

import org.jspecify.annotations.NullMarked;
