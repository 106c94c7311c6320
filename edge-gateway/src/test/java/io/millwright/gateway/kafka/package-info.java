/** A real Kafka for tests, and a network in front of it that can be stopped. */
@NullMarked
package io.millwright.gateway.kafka;

import org.jspecify.annotations.NullMarked;
