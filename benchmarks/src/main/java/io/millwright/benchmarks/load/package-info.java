/** Makes load, and keeps the time that each message takes. */
@NullMarked
package io.millwright.benchmarks.load;

import org.jspecify.annotations.NullMarked;
