/** The bodies of device messages: JSON of the gateway's contract and SenML in CBOR (RFC 8428). */
@NullMarked
package io.millwright.simulators.payload;

import org.jspecify.annotations.NullMarked;
