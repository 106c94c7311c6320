/**
 * Reads from an MQTT broker that a plant already has, and acknowledges to it after Kafka has the
 * message.
 */
@NullMarked
package io.millwright.gateway.broker;

import org.jspecify.annotations.NullMarked;
