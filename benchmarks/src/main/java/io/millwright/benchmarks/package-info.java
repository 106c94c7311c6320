/** What a reading costs, beside a peer or a limit measured in the same run. */
@NullMarked
package io.millwright.benchmarks;

import org.jspecify.annotations.NullMarked;
