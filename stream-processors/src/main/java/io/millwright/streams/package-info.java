/** The stream processors as a program: condition monitoring and, beside it, the historian. */
@NullMarked
package io.millwright.streams;

import org.jspecify.annotations.NullMarked;
