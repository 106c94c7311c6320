/** Writes readings and rejected messages to Kafka and says when Kafka has them. */
@NullMarked
package io.millwright.gateway.publish;

import org.jspecify.annotations.NullMarked;
