/**
 * The MQTT 3.1.1 and 5 endpoint that devices connect to: publishing only, acknowledged after Kafka.
 */
@NullMarked
package io.millwright.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
