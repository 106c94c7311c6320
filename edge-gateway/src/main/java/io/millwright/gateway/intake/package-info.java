/** The one way all protocols go: decode, write to Kafka, count, and only then answer the device. */
@NullMarked
package io.millwright.gateway.intake;

import org.jspecify.annotations.NullMarked;
