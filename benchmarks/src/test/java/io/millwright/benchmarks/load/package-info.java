@NullMarked
package io.millwright.benchmarks.load;

import org.jspecify.annotations.NullMarked;
