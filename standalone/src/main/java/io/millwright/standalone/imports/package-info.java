/** History of a plant from files into the time series, by the way that readings take. */
@NullMarked
package io.millwright.standalone.imports;

import org.jspecify.annotations.NullMarked;
