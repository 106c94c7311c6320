/** Tests of the historian. */
@NullMarked
package io.millwright.streams.historian;

import org.jspecify.annotations.NullMarked;
