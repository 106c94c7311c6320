/**
 * Turns what a device sent into readings, or says what is wrong with it; knows no protocol and no
 * Kafka.
 */
@NullMarked
package io.millwright.gateway.reading;

import org.jspecify.annotations.NullMarked;
