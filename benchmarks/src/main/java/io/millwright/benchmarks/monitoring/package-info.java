/** {@code bench engine} and {@code bench streams}: what a reading costs in the monitoring. */
@NullMarked
package io.millwright.benchmarks.monitoring;

import org.jspecify.annotations.NullMarked;
