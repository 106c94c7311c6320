/**
 * Events leave in the transaction that caused them: a table, and the relay that carries it to
 * Kafka.
 */
@NullMarked
package io.millwright.cmms.outbox;

import org.jspecify.annotations.NullMarked;
