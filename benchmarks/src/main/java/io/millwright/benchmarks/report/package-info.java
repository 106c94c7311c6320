/** What measurements have in common when they are told: machine, spread, table, goals. */
@NullMarked
package io.millwright.benchmarks.report;

import org.jspecify.annotations.NullMarked;
