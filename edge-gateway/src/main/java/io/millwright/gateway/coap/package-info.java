/** The CoAP endpoint: POST of measurements, answered after Kafka has them. */
@NullMarked
package io.millwright.gateway.coap;

import org.jspecify.annotations.NullMarked;
