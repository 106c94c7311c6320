/**
 * The Kafka Streams shell around the analytics core: what it reads, what it keeps, what it writes.
 */
@NullMarked
package io.millwright.streams.monitoring;

import org.jspecify.annotations.NullMarked;
