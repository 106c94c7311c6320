/** Tests of the shell around the analytics core. */
@NullMarked
package io.millwright.streams.monitoring;

import org.jspecify.annotations.NullMarked;
