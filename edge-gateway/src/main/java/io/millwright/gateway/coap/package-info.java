/**
 * The CoAP endpoint, plain and over DTLS with pre-shared keys: measurements and waveforms, answered
 * after Kafka has them, and commands and configurations, which devices read or observe.
 */
@NullMarked
package io.millwright.gateway.coap;

import org.jspecify.annotations.NullMarked;
