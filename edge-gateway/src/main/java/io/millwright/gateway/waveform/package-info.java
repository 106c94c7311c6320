/** Blocks of raw samples: from JSON, CBOR or protobuf to the record that Kafka keeps. */
@NullMarked
package io.millwright.gateway.waveform;

import org.jspecify.annotations.NullMarked;
