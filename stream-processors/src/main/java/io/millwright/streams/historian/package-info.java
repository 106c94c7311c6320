/** The historian: readings and conclusions from Kafka into the time-series tables, each once. */
@NullMarked
package io.millwright.streams.historian;

import org.jspecify.annotations.NullMarked;
