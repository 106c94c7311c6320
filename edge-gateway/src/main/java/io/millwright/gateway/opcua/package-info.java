/**
 * Subscribes to OPC UA servers: endpoints and their security, discovery by browsing, values as
 * readings.
 */
@NullMarked
package io.millwright.gateway.opcua;

import org.jspecify.annotations.NullMarked;
