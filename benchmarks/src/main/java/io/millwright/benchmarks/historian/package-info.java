/** The historian measured: from Kafka to committed rows, and from stored rows to answers. */
@NullMarked
package io.millwright.benchmarks.historian;

import org.jspecify.annotations.NullMarked;
