/**
 * Reads from MQTT brokers that a plant already has, and acknowledges to them after Kafka has the
 * message.
 */
@NullMarked
package io.millwright.gateway.broker;

import org.jspecify.annotations.NullMarked;
