/**
 * Sensor Measurement Lists (RFC 8428) in JSON and CBOR, resolved: every record with its full name,
 * time and value.
 */
@NullMarked
package io.millwright.gateway.senml;

import org.jspecify.annotations.NullMarked;
