@NullMarked
package io.millwright.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
