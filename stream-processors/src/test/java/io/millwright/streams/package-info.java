/** Tests of the stream processors as a whole. */
@NullMarked
package io.millwright.streams;

import org.jspecify.annotations.NullMarked;
