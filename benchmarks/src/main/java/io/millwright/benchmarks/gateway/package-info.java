/**
 * {@code millwright bench gateway}: from device sockets to Kafka's acknowledgement, beside the bare
 * producer and the route that a user would otherwise write.
 */
@NullMarked
package io.millwright.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
