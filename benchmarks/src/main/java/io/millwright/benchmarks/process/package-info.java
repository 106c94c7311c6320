/** Parts of a measurement in processes of their own, so that each one's cost is its own. */
@NullMarked
package io.millwright.benchmarks.process;

import org.jspecify.annotations.NullMarked;
