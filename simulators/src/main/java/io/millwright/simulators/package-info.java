/** Programs that behave like machines in a plant: they reach the product over the wire only. */
@NullMarked
package io.millwright.simulators;

import org.jspecify.annotations.NullMarked;
