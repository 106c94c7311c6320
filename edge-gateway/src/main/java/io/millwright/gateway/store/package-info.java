/**
 * Keeps what Kafka cannot take now, on disk, and hands it over later.
 *
 * <pre>
 *  write --Kafka answers--> KafkaWriter ------------------------> Kafka
 *      \                        | older than store.spill-after      ^
 *       \--Kafka is away----> SpillLog --Drain, live data first-----+
 * </pre>
 */
@NullMarked
package io.millwright.gateway.store;

import org.jspecify.annotations.NullMarked;
