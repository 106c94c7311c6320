/** MQTT topics, whichever way a message comes in: who understands them, and the way back. */
@NullMarked
package io.millwright.gateway.topic;

import org.jspecify.annotations.NullMarked;
