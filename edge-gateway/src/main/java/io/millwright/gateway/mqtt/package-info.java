/**
 * The MQTT 3.1.1 and 5 endpoint that devices connect to: what they publish is acknowledged after it
 * is kept, and what they can subscribe to comes from the gateway alone.
 */
@NullMarked
package io.millwright.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
