@NullMarked
package io.millwright.benchmarks.monitoring;

import org.jspecify.annotations.NullMarked;
